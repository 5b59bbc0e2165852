"""Reviews to look at, and those with words that nobody has replied to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from app.businesses.models import Outlet
from app.core import clock, db
from app.core.ids import StaffId
from app.inbox import assigning
from app.inbox.items import Item, Unanswered, Wanted
from app.inbox.models import Assignment
from app.people.rights import Right
from app.reviews import queries as reviews
from app.reviews.models import Review
from app.space import talk_rules

KIND = "review"
_TAKEN = and_(Assignment.kind == KIND, Assignment.subject_id == Review.id)


class Reviews:
    """What guests say of purchases."""

    kinds: tuple[str, ...] = (KIND,)
    right = Right.MODERATE

    def listed(self, wanted: Wanted, limit: int) -> Sequence[Item]:
        """By deadline, which is in the order of coming; the closed by the newest."""
        term = _term()
        is_done = wanted.state == "done"
        came = Review.published_at
        rows: Iterable[Any] = db.session().execute(
            select(Review, Outlet.name, Assignment.staff_id)
            .join(Outlet, Outlet.id == Review.outlet_id)
            .outerjoin(Assignment, _TAKEN)
            .where(*_where(wanted, term))
            .order_by(came.desc() if is_done else came.asc(), Review.id)
            .limit(limit)
        )
        return [
            _item(row, outlet, staff_id, term, is_done=is_done)
            for row, outlet, staff_id in rows
        ]

    def count(self) -> ScalarSelect[int]:
        """Those that wait."""
        return select(func.count(Review.id)).where(_waits()).scalar_subquery()

    def unanswered(self) -> Unanswered:
        """Those that wait."""
        late = Review.published_at < clock.now() - _term()
        row = db.session().execute(
            select(
                func.count(Review.id),
                func.count(Review.id).filter(late),
                func.min(Review.published_at),
            ).where(_waits())
        )
        return Unanswered(*row.one())

    def assignee(self, kind: str, item_id: int) -> StaffId | None:
        """Who took it on; raises ReviewNotFound."""
        reviews.review(item_id)
        return assigning.assignee(kind, item_id)

    def able(self, kind: str, item_id: int) -> Mapping[StaffId, str]:
        """Whoever talks with guests."""
        del kind, item_id
        return assigning.team(self.right)

    def assign(
        self, kind: str, item_id: int, staff_id: StaffId | None, *, me: StaffId
    ) -> None:
        """Raises ReviewNotFound."""
        del me
        reviews.review(item_id)
        assigning.keep(kind, item_id, staff_id)


def _term() -> timedelta:
    return timedelta(hours=talk_rules.rules().review_hours)


def _waits() -> ColumnElement[bool]:
    return or_(reviews.to_moderate(), reviews.unanswered())


def _where(wanted: Wanted, term: timedelta) -> list[ColumnElement[bool]]:
    is_done = wanted.state == "done"
    is_closed = and_(Review.state.in_(("shown", "hidden")), ~_waits())
    where: list[ColumnElement[bool]] = [is_closed if is_done else _waits()]
    if is_done:
        # Stars alone ask for nothing: closed is what somebody replied to or decided.
        where.append(
            or_(Review.replied_by.is_not(None), Review.decided_by.is_not(None))
        )
    closed_by = func.coalesce(Review.replied_by, Review.decided_by)
    where += assigning.by_assignee(wanted, closed_by)
    if wanted.outlet_id is not None:
        where.append(Review.outlet_id == wanted.outlet_id)
    if wanted.is_overdue:
        where.append(Review.published_at < clock.now() - term)
    return where


def _item(
    row: Review, outlet: str, staff_id: int | None, term: timedelta, *, is_done: bool
) -> Item:
    answers = (row.replied_by or row.decided_by) if is_done else staff_id
    came = row.published_at or row.created_at
    return Item(
        kind=KIND,
        id=row.id,
        name=row.name,
        about=outlet,
        text=row.text,
        state="done" if is_done else "new" if staff_id is None else "working",
        created_at=came,
        due_at=came + term,
        assigned_to=None if answers is None else StaffId(answers),
        stars=row.stars,
        is_reported=row.reports > 0,
    )
