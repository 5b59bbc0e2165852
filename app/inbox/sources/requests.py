"""Call-backs and applications: each row has its own deadline and its own assignee."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from app.core import clock, db
from app.core.ids import StaffId
from app.inbox import assigning
from app.inbox.items import Item, Unanswered, Wanted
from app.people.rights import Right
from app.space import requests
from app.space.talk_errors import RequestNotFound
from app.space.talk_models import REQUEST_KINDS, GuestRequest, Vacancy


class Requests:
    """What visitors of the business's page leave their contact for."""

    kinds: tuple[str, ...] = REQUEST_KINDS
    right = Right.MODERATE

    def listed(self, wanted: Wanted, limit: int) -> Sequence[Item]:
        """By deadline; the closed by the newest."""
        is_done = wanted.state == "done"
        order = GuestRequest.created_at.desc() if is_done else GuestRequest.due_at.asc()
        rows: Iterable[Any] = db.session().execute(
            select(GuestRequest, Vacancy.title)
            .outerjoin(Vacancy, Vacancy.id == GuestRequest.vacancy_id)
            .where(*_where(wanted))
            .order_by(order, GuestRequest.id)
            .limit(limit)
        )
        return [_item(row, title) for row, title in rows]

    def count(self) -> ScalarSelect[int]:
        """Those that are not closed."""
        return (
            select(func.count(GuestRequest.id))
            .where(GuestRequest.state != "done")
            .scalar_subquery()
        )

    def unanswered(self) -> Unanswered:
        """Those that are not closed."""
        row = db.session().execute(
            select(
                func.count(GuestRequest.id),
                func.count(GuestRequest.id).filter(GuestRequest.due_at < clock.now()),
                func.min(GuestRequest.created_at),
            ).where(GuestRequest.state != "done")
        )
        return Unanswered(*row.one())

    def assignee(self, kind: str, item_id: int) -> StaffId | None:
        """Who took it on; raises RequestNotFound."""
        found = requests.request(item_id)
        if found.kind != kind:
            raise RequestNotFound
        return found.assigned_to

    def able(self, kind: str, item_id: int) -> Mapping[StaffId, str]:
        """Whoever talks with strangers, too."""
        del kind, item_id
        return assigning.team(self.right)

    def assign(
        self, kind: str, item_id: int, staff_id: StaffId | None, *, me: StaffId
    ) -> None:
        """Raises RequestNotFound, RequestDone."""
        del me
        self.assignee(kind, item_id)
        if staff_id is None:
            requests.give_back(request_id=item_id)
        else:
            requests.take(request_id=item_id, staff_id=staff_id)


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    states = ("new", "working") if wanted.state == "open" else (wanted.state,)
    where: list[ColumnElement[bool]] = [GuestRequest.state.in_(states)]
    if wanted.kind:
        where.append(GuestRequest.kind == wanted.kind)
    if wanted.staff_id is not None:
        where.append(GuestRequest.assigned_to == wanted.staff_id)
    if wanted.is_free:
        where.append(GuestRequest.assigned_to.is_(None))
    if wanted.outlet_id is not None:
        where.append(Vacancy.outlet_id == wanted.outlet_id)
    if wanted.is_overdue:
        where.append(GuestRequest.due_at < clock.now())
    return where


def _item(row: GuestRequest, title: str | None) -> Item:
    return Item(
        kind=row.kind,
        id=row.id,
        name=row.name,
        about=title,
        text=row.text,
        state=row.state,
        created_at=row.created_at,
        due_at=row.due_at,
        assigned_to=None if row.assigned_to is None else StaffId(row.assigned_to),
    )
