"""Conversations in which a guest waits: by working time, each with its own assignee."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, false, func, select

from app.businesses import queries as businesses
from app.chat import queries as chat
from app.chat import staffing
from app.chat.models import Conversation, Message
from app.core import clock, db, tenancy
from app.core.ids import StaffId
from app.inbox.items import Item, Unanswered, Wanted
from app.people.models import Member, Person
from app.people.rights import Right
from app.space import deadlines, requests, talk_rules

KIND = "chat"
MOST_COUNTED = 1_000
_LONGEST = 160
_WAITS = Conversation.waiting_since.is_not(None)


class Chats:
    """What members write where their card lives."""

    kinds: tuple[str, ...] = (KIND,)
    right = Right.READ

    def listed(self, wanted: Wanted, limit: int) -> Sequence[Item]:
        """By how long they wait, which is by deadline; the others by the newest."""
        is_done = wanted.state == "done"
        order = Conversation.last_at.desc() if is_done else Conversation.waiting_since
        rows: Iterable[Any] = db.session().execute(
            select(
                Conversation.id,
                Person.name,
                func.substr(Message.text, 1, _LONGEST).label("text"),
                func.coalesce(Conversation.waiting_since, Conversation.last_at).label(
                    "since"
                ),
                Conversation.assigned_to,
            )
            .join(Member, Member.id == Conversation.member_id)
            .join(Person, Person.id == Member.person_id)
            .join(Message, Message.id == chat.SHOWN_ID)
            .where(*_where(wanted))
            .order_by(order, Conversation.id)
            .limit(limit)
        )
        due = _due()
        found = [_item(row, due, is_done=is_done) for row in rows]
        return [each for each in found if each.is_overdue or not wanted.is_overdue]

    def count(self) -> ScalarSelect[int]:
        """Those in which somebody waits."""
        return select(func.count(Conversation.id)).where(_WAITS).scalar_subquery()

    def unanswered(self) -> Unanswered:
        """Those in which somebody waits; late ones are counted up to a bound."""
        count = db.session().scalar(select(func.count(Conversation.id)).where(_WAITS))
        since = db.session().scalars(
            select(Conversation.waiting_since)
            .where(_WAITS)
            .order_by(Conversation.waiting_since)
            .limit(MOST_COUNTED)
        )
        came = [each for each in since if each is not None]
        due, now = _due() if came else None, clock.now()
        late = sum(due(each) < now for each in came) if due else 0
        return Unanswered(int(count or 0), late, came[0] if came else None)

    def assignee(self, kind: str, item_id: int) -> StaffId | None:
        """Who has the conversation; raises ConversationNotFound."""
        del kind
        return chat.conversation(item_id).assigned_to

    def able(self, kind: str, item_id: int) -> Mapping[StaffId, str]:
        """Whoever may see this guest."""
        del kind
        return staffing.able(chat.conversation(item_id).member_id)

    def assign(
        self, kind: str, item_id: int, staff_id: StaffId | None, *, me: StaffId
    ) -> None:
        """Raises ConversationNotFound, NotInTeam."""
        del kind
        chat.conversation(item_id)
        staffing.hand_over(conversation_id=item_id, staff_id=me, to_id=staff_id)


def _due() -> Callable[[datetime], datetime]:
    """When somebody who waits since an instant is to be answered (working time)."""
    zone = businesses.by_id(tenancy.current()).zone
    windows, minutes = requests.working_time(zone), talk_rules.rules().chat_minutes

    def due(since: datetime) -> datetime:
        return deadlines.deadline(since, minutes, windows, zone)

    return due


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [~_WAITS if wanted.state == "done" else _WAITS]
    if wanted.outlet_id is not None:
        # A guest writes to the business, not to one of its places.
        return [false()]
    if wanted.state in {"new", "working"}:
        is_taken = wanted.state == "working"
        who = Conversation.assigned_to
        where.append(who.is_not(None) if is_taken else who.is_(None))
    if wanted.staff_id is not None:
        where.append(Conversation.assigned_to == wanted.staff_id)
    if wanted.is_free:
        where.append(Conversation.assigned_to.is_(None))
    return where


def _item(row: Any, due: Callable[[datetime], datetime], *, is_done: bool) -> Item:
    is_taken = row.assigned_to is not None
    return Item(
        kind=KIND,
        id=row.id,
        name=row.name or "",
        about=None,
        text=row.text,
        state="done" if is_done else "working" if is_taken else "new",
        created_at=row.since,
        due_at=due(row.since),
        assigned_to=StaffId(row.assigned_to) if is_taken else None,
    )
