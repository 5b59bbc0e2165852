"""All that waits for an answer, in one list: requests, and comments to look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.core import clock, db
from app.core.ids import StaffId
from app.people.models import Staff
from app.space.models import Post
from app.space.talk_models import Comment, GuestRequest, Vacancy

PAGE = 30
MOST_PAGES = 100
KINDS = ("call_back", "application", "comment")
STATES = ("open", "new", "working", "done")
READ_COMMENTS = timedelta(days=1)
"""How soon a comment should be looked at; it stands among the rest by that."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows; ``kind`` is empty for all of them."""

    kind: str = ""
    state: str = "open"
    staff_id: StaffId | None = None
    number: int = 1


@dataclass(frozen=True)
class Item:
    """One line: ``about`` is the vacancy or the post."""

    kind: str
    id: int
    name: str
    about: str | None
    text: str
    state: str
    created_at: datetime
    due_at: datetime
    assignee: str | None
    is_reported: bool = False

    @property
    def is_overdue(self) -> bool:
        """Whether its deadline passed without an answer."""
        return self.state != "done" and self.due_at < clock.now()


@dataclass(frozen=True)
class Listed:
    """A page of the list."""

    items: list[Item]
    has_more: bool


@dataclass(frozen=True)
class Unanswered:
    """How many wait, how many of them too long, and since when the oldest does."""

    count: int
    overdue: int
    oldest: datetime | None


def listed(wanted: Wanted) -> Listed:
    """What is open by deadline, what is done by the newest."""
    limit = min(wanted.number, MOST_PAGES) * PAGE + 1
    found: list[Item] = []
    if wanted.kind != "comment":
        found += _requests(wanted, limit)
    if wanted.kind in {"", "comment"} and wanted.state != "working":
        found += _comments(wanted, limit)
    if wanted.state == "done":
        found.sort(key=lambda item: item.created_at, reverse=True)
    else:
        found.sort(key=lambda item: (item.due_at, item.created_at))
    begin = (min(wanted.number, MOST_PAGES) - 1) * PAGE
    return Listed(found[begin : begin + PAGE], len(found) > begin + PAGE)


def _requests(wanted: Wanted, limit: int) -> list[Item]:
    states = ("new", "working") if wanted.state == "open" else (wanted.state,)
    where: list[ColumnElement[bool]] = [GuestRequest.state.in_(states)]
    if wanted.kind:
        where.append(GuestRequest.kind == wanted.kind)
    if wanted.staff_id is not None:
        where.append(GuestRequest.assigned_to == wanted.staff_id)
    order = (
        GuestRequest.created_at.desc()
        if wanted.state == "done"
        else GuestRequest.due_at.asc()
    )
    rows: Iterable[Any] = db.session().execute(
        select(
            GuestRequest.kind,
            GuestRequest.id,
            GuestRequest.name,
            Vacancy.title,
            GuestRequest.text,
            GuestRequest.state,
            GuestRequest.created_at,
            GuestRequest.due_at,
            Staff.name,
        )
        .outerjoin(Vacancy, Vacancy.id == GuestRequest.vacancy_id)
        .outerjoin(Staff, Staff.id == GuestRequest.assigned_to)
        .where(*where)
        .order_by(order, GuestRequest.id)
        .limit(limit)
    )
    return [Item(*row) for row in rows]


def _is_waiting() -> ColumnElement[bool]:
    """Comments that somebody must look at."""
    return or_(
        Comment.state == "waiting", (Comment.state == "shown") & (Comment.reports > 0)
    )


def _comments(wanted: Wanted, limit: int) -> list[Item]:
    is_done = wanted.state == "done"
    where = (
        Comment.decided_at.is_not(None) & ~_is_waiting() if is_done else _is_waiting()
    )
    if wanted.staff_id is not None:
        where &= Comment.decided_by == wanted.staff_id
    order = Comment.id.desc() if is_done else Comment.id.asc()
    rows: Iterable[Any] = db.session().execute(
        select(Comment, Post.title, Staff.name)
        .join(Post, Post.id == Comment.post_id)
        .outerjoin(Staff, Staff.id == Comment.decided_by)
        .where(where)
        .order_by(order)
        .limit(limit)
    )
    return [
        Item(
            kind="comment",
            id=row.id,
            name=row.name,
            about=title,
            text=row.text,
            state="done" if is_done else "new",
            created_at=row.created_at,
            due_at=row.created_at + READ_COMMENTS,
            assignee=decider,
            is_reported=row.reports > 0,
        )
        for row, title, decider in rows
    ]


def unanswered() -> Unanswered:
    """What waits in the business in scope."""
    now, session = clock.now(), db.session()
    requests = session.execute(
        select(
            func.count(GuestRequest.id),
            func.count(GuestRequest.id).filter(GuestRequest.due_at < now),
            func.min(GuestRequest.created_at),
        ).where(GuestRequest.state != "done")
    ).one()
    comments = session.execute(
        select(
            func.count(Comment.id),
            func.count(Comment.id).filter(Comment.created_at < now - READ_COMMENTS),
            func.min(Comment.created_at),
        ).where(_is_waiting())
    ).one()
    came: list[datetime | None] = [requests[2], comments[2]]
    return Unanswered(
        requests[0] + comments[0],
        requests[1] + comments[1],
        min((each for each in came if each is not None), default=None),
    )
