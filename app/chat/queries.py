"""What screens, the bot and the inbox read of conversations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    case,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from app.chat.errors import ConversationNotFound
from app.chat.models import Conversation, Message
from app.core import clock, db
from app.core.errors import NotFound
from app.core.ids import MemberId, StaffId
from app.people import photos
from app.people.models import Member, Person, Staff
from app.people.photos import PhotoView

PAGE = 50
FILTERS = ("open", "mine", "unassigned", "closed")


@dataclass(frozen=True)
class ConversationView:
    """A conversation without what was said."""

    id: int
    member_id: MemberId
    state: str
    bot_state: str
    assigned_to: StaffId | None
    assignee: str | None
    last_id: int | None
    last_at: datetime | None
    unread: int
    waiting_since: datetime | None
    guest_read_id: int
    staff_read_id: int


@dataclass(frozen=True)
class MessageView:
    """Something said; ``staff`` is who of the team, for the team only."""

    id: int
    author: str
    staff: str | None
    text: str
    photo: PhotoView | None
    is_note: bool
    is_plain: bool
    created_at: datetime


@dataclass(frozen=True)
class Line:
    """A conversation as a list shows it: whose it is, and what it comes to (SHOWN_ID)."""

    id: int
    member_id: MemberId
    guest: str | None
    state: str
    assigned_to: StaffId | None
    assignee: str | None
    unread: int
    waiting_since: datetime | None
    last_at: datetime
    last_author: str
    last_text: str

    @property
    def waited(self) -> timedelta | None:
        """How long the guest has waited for an answer."""
        since = self.waiting_since
        return None if since is None else max(clock.now() - since, timedelta(0))


@dataclass(frozen=True)
class Counts:
    """How many conversations there are of each kind, and how much nobody has seen."""

    open: int
    mine: int
    unassigned: int
    waiting: int
    unread: int


_CONVERSATION = select(
    Conversation.id,
    Conversation.member_id,
    Conversation.state,
    Conversation.bot_state,
    Conversation.assigned_to,
    func.coalesce(func.nullif(Staff.name, ""), Staff.contact),
    Conversation.last_id,
    Conversation.last_at,
    Conversation.unread,
    Conversation.waiting_since,
    Conversation.guest_read_id,
    Conversation.staff_read_id,
).outerjoin(Staff, Staff.id == Conversation.assigned_to)


def conversation(conversation_id: int) -> ConversationView:
    """One of the business in scope; raises ConversationNotFound."""
    found = _one(Conversation.id == conversation_id)
    if found is None:
        raise ConversationNotFound
    return found


def of_member(member_id: MemberId) -> ConversationView | None:
    """A member's conversation, once it has begun."""
    return _one(Conversation.member_id == member_id)


def _one(which: ColumnElement[bool]) -> ConversationView | None:
    row: Any = db.session().execute(_CONVERSATION.where(which)).one_or_none()
    return None if row is None else ConversationView(*row)


def messages(
    conversation_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
    has_notes: bool = False,
) -> list[MessageView]:
    """What was said, oldest first: the last of it, or what is around an id.

    Args:
        conversation_id: of the business in scope.
        before: only older than this message, the nearest to it.
        after: only newer than this message, the nearest to it.
        limit: how many.
        has_notes: with what only staff may see.
    """
    wanted = _said(conversation_id, has_notes=has_notes).limit(limit)
    if before is not None:
        wanted = wanted.where(Message.id < before)
    if after is None:
        wanted = wanted.order_by(Message.id.desc())
    else:
        wanted = wanted.where(Message.id > after).order_by(Message.id)
    rows = db.session().execute(wanted).all()
    shown = photos.views([row.photo_id for row in rows if row.photo_id is not None])
    found = [_view(row, shown) for row in rows]
    return found if after is not None else found[::-1]


def _said(conversation_id: int, *, has_notes: bool) -> Select[*tuple[Any, ...]]:
    wanted: Select[*tuple[Any, ...]] = (
        select(
            Message.id,
            Message.author,
            func.coalesce(func.nullif(Staff.name, ""), Staff.contact).label("staff"),
            Message.text,
            Message.photo_id,
            Message.is_note,
            Message.is_plain,
            Message.created_at,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Staff, Staff.id == Message.staff_id)
        .where(Message.conversation_id == conversation_id)
    )
    return wanted if has_notes else wanted.where(~Message.is_note)


def _view(row: Any, shown: dict[int, PhotoView]) -> MessageView:
    return MessageView(
        row.id,
        row.author,
        row.staff,
        row.text,
        shown.get(row.photo_id),
        row.is_note,
        row.is_plain,
        row.created_at,
    )


def photo(conversation_id: int, message_id: int, *, has_notes: bool = False) -> bytes:
    """The picture of a message of a conversation; raises NotFound."""
    wanted = (
        select(Message.photo_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id, Conversation.id == conversation_id)
    )
    if not has_notes:
        wanted = wanted.where(~Message.is_note)
    photo_id = db.session().scalar(wanted)
    if photo_id is None:
        raise NotFound
    return photos.data(photo_id)


_asked = aliased(Message)
SHOWN_ID: Final = case(
    (
        Conversation.waiting_since.is_not(None),
        func.coalesce(
            select(func.max(_asked.id))
            .where(
                _asked.business_id == Conversation.business_id,
                _asked.conversation_id == Conversation.id,
                _asked.author == "member",
            )
            .correlate(Conversation)
            .scalar_subquery(),
            Conversation.last_id,
        ),
    ),
    else_=Conversation.last_id,
)
"""The message that a list shows: of who waits their own, not what the bot said to it."""

_LINE = (
    select(
        Conversation.id,
        Conversation.member_id,
        Person.name,
        Conversation.state,
        Conversation.assigned_to,
        func.coalesce(func.nullif(Staff.name, ""), Staff.contact),
        Conversation.unread,
        Conversation.waiting_since,
        Conversation.last_at,
        Message.author,
        func.substr(Message.text, 1, 160),
    )
    .join(Member, Member.id == Conversation.member_id)
    .join(Person, Person.id == Member.person_id)
    .join(Message, Message.id == SHOWN_ID)
    .outerjoin(Staff, Staff.id == Conversation.assigned_to)
)


def lines(
    kind: str,
    *,
    staff_id: StaffId | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """Conversations of a kind in which nobody waits, newest first.

    Args:
        kind: one of ``FILTERS``; ``mine`` are those of ``staff_id``.
        staff_id: who asks.
        before: ``last_at`` and ``id`` of the last one shown (keyset paging).
        limit: how many.
    """
    wanted = _LINE.where(
        *_of_kind(kind, staff_id), Conversation.waiting_since.is_(None)
    )
    if before is not None:
        wanted = wanted.where(tuple_(Conversation.last_at, Conversation.id) < before)
    ordered = wanted.order_by(Conversation.last_at.desc(), Conversation.id.desc())
    return _lines(ordered.limit(limit))


def waiting(
    limit: int = PAGE, *, kind: str = "open", staff_id: StaffId | None = None
) -> list[Line]:
    """Whoever waits for an answer, the longest first; arguments as in ``lines``."""
    wanted = _LINE.where(
        *_of_kind(kind, staff_id), Conversation.waiting_since.is_not(None)
    )
    ordered = wanted.order_by(Conversation.waiting_since, Conversation.id)
    return _lines(ordered.limit(limit))


def _lines(wanted: Select[*tuple[Any, ...]]) -> list[Line]:
    return [Line(*row) for row in db.session().execute(wanted)]


def _of_kind(kind: str, staff_id: StaffId | None) -> Sequence[ColumnElement[bool]]:
    if kind == "closed":
        return (Conversation.state == "closed",)
    is_open = Conversation.state == "open"
    if kind == "mine":
        return is_open, Conversation.assigned_to == staff_id
    if kind == "unassigned":
        return is_open, Conversation.assigned_to.is_(None)
    return (is_open,)


def counts(staff_id: StaffId | None = None) -> Counts:
    """How much there is to do, of the guests that whoever asks may see."""

    def having(*which: ColumnElement[bool]) -> Any:
        return func.count(Conversation.id).filter(*which)

    row = db.session().execute(
        select(
            having(*_of_kind("open", None)),
            having(*_of_kind("mine", staff_id)),
            having(*_of_kind("unassigned", None)),
            having(Conversation.waiting_since.is_not(None)),
            func.coalesce(func.sum(Conversation.unread), 0),
        ).where(Conversation.last_id.is_not(None))
    )
    return Counts(*map(int, row.one()))


def count_waiting() -> ScalarSelect[int]:
    """How many guests wait for an answer, as a part of another statement."""
    return (
        select(func.count(Conversation.id))
        .where(Conversation.waiting_since.is_not(None))
        .scalar_subquery()
    )


def unseen(conversation_id: int, message_id: int) -> MessageView | None:
    """A message that the guest has not seen, unless they know of others like it.

    Whoever was told of one an hour before looks when they like.
    """
    hour = timedelta(hours=1)
    wanted = _said(conversation_id, has_notes=False).where(
        Message.id > Conversation.guest_read_id, Message.author.in_(("staff", "bot"))
    )
    row = db.session().execute(wanted.where(Message.id == message_id)).one_or_none()
    if row is None:
        return None
    earlier = wanted.where(
        Message.id < message_id, Message.created_at > row.created_at - hour
    )
    if db.session().execute(earlier.limit(1)).first() is not None:
        return None
    return _view(row, {})
