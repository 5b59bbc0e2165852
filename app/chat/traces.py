"""What was said: gone with a guest, or one conversation when two turn out to be one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select, union, update

from app.chat import conversations
from app.chat.models import Conversation, Message
from app.core import db, tenancy
from app.core.ids import MemberId, PersonId
from app.people import photos, unread
from app.people.models import Member
from app.people.traces import Moved, Traces


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Nothing of the conversation stays: words, notes, photos of both sides (E37)."""
    del contacts
    with tenancy.across():
        members = _all_of(person_id)
        remove(select(Conversation.id).where(Conversation.member_id.in_(members)))
        db.session().execute(
            update(Member)
            .where(Member.id.in_(members))
            .values(unread_messages=0)
            .execution_options(synchronize_session=False)
        )


def _all_of(person_id: PersonId) -> Any:
    """Their memberships, and those that they were joined into: the words went there."""
    mine = Member.person_id == person_id
    return union(
        select(Member.id).where(mine), select(Member.joined_into_id).where(mine)
    )


def remove(conversation_ids: Select[int] | Sequence[int]) -> None:
    """Delete conversations with all that is in them, for good."""
    said = Message.conversation_id.in_(conversation_ids)
    shown = db.session().scalars(select(Message.photo_id).where(said))
    photos.remove([photo_id for photo_id in shown if photo_id is not None])
    for which in (
        delete(Message).where(said),
        delete(Conversation).where(Conversation.id.in_(conversation_ids)),
    ):
        db.session().execute(which.execution_options(synchronize_session=False))


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """A conversation hangs on the membership, which is handed over."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """Two conversations become one in the order of time (R23).

    The one that ends keeps its row, so that it can have its messages back.
    """
    source = conversations.locked_of(source_id)
    if source is None or source.last_id is None:
        return {}
    target = conversations.begun(target_id)
    moved = db.session().scalars(
        select(Message.id).where(Message.conversation_id == source.id)
    )
    ids = list(moved)
    _bring(ids, target)
    if source.state == "open" and target.last_id is None:
        target.assigned_to, target.bot_state = source.assigned_to, source.bot_state
    if target.last_id is None or source.state == "open":
        target.state, target.closed_at = source.state, source.closed_at
    fresh = {row.id: _new_to_guest(row) for row in (source, target)}
    target.guest_read_id = _mark(
        (source.guest_read_id, fresh[source.id]),
        (target.guest_read_id, fresh[target.id]),
    )
    target.staff_read_id = _mark(
        (source.staff_read_id, source.unread), (target.staff_read_id, target.unread)
    )
    new_to_staff = source.unread + target.unread
    _recount(source)
    _recount(target)
    target.unread = new_to_staff if target.state == "open" else 0
    db.session().flush()
    unread.read_messages(source_id)
    unread.add(target_id, messages=fresh[source.id])
    return {"messages": ids}


def _part(source_id: MemberId, target_id: MemberId, moved: Moved) -> None:
    """What was the other's goes back to them; what was said since stays."""
    target = conversations.locked_of(target_id)
    if target is None or not moved.get("messages"):
        return
    source = conversations.begun(source_id)
    _bring(moved["messages"], source)
    source.guest_read_id = max(source.guest_read_id, target.guest_read_id)
    source.staff_read_id = max(source.staff_read_id, target.staff_read_id)
    for row in (source, target):
        _recount(row)
        row.unread = _after(row.staff_read_id, row, "member")
        unread.read_messages(MemberId(row.member_id))
        fresh = _after(row.guest_read_id, row, "staff", "bot", "system")
        unread.add(MemberId(row.member_id), messages=fresh)


def _new_to_guest(row: Conversation) -> int:
    found = select(Member.unread_messages).where(Member.id == row.member_id)
    return db.session().scalar(found) or 0


def _mark(*sides: tuple[int, int]) -> int:
    """How far both were read: to where the first of those with news begins."""
    news = [mark for mark, count in sides if count]
    return min(news) if news else max(mark for mark, _ in sides)


def _after(mark: int, row: Conversation, *authors: str) -> int:
    found = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.conversation_id == row.id,
            Message.id > mark,
            ~Message.is_note,
            Message.author.in_(authors),
        )
    )
    return db.session().scalar(found) or 0


def _bring(message_ids: Sequence[int], target: Conversation) -> None:
    """Move messages; a key that is taken there goes, for nobody sends that form again."""
    taken = select(Message.client_key).where(
        Message.conversation_id == target.id, Message.client_key.is_not(None)
    )
    keys = set(db.session().scalars(taken))
    moved = Message.id.in_(message_ids)
    for which in (
        update(Message)
        .where(moved, Message.client_key.in_(keys))
        .values(client_key=None),
        update(Message).where(moved).values(conversation_id=target.id),
    ):
        db.session().execute(which.execution_options(synchronize_session=False))


def _recount(row: Conversation) -> None:
    """Let a conversation's row tell of the messages that are in it now."""
    seen = Message.conversation_id == row.id, ~Message.is_note
    last = db.session().execute(
        select(Message.id, Message.created_at)
        .where(*seen)
        .order_by(Message.id.desc())
        .limit(1)
    )
    row.last_id, row.last_at = last.one_or_none() or (None, None)
    answered = select(func.coalesce(func.max(Message.id), 0)).where(
        *seen, Message.author.in_(("staff", "bot"))
    )
    waits = select(func.min(Message.created_at)).where(
        *seen,
        Message.author == "member",
        Message.id > db.session().scalar(answered),
    )
    row.waiting_since = db.session().scalar(waits) if row.state == "open" else None
    row.unread = 0
    db.session().flush()


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
