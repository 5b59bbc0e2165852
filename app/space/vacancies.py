"""Vacancies: written and closed by the business, read by everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.businesses import queries as businesses
from app.businesses.models import Outlet
from app.core import audit, clock, db, tenancy
from app.space import markdown
from app.space.talk_errors import VacancyNotFound
from app.space.talk_models import GuestRequest, Vacancy


@dataclass(frozen=True, kw_only=True)
class VacancyWords:
    """What a business says about a place to work at."""

    title: str
    outlet_id: int | None
    text: str
    pay: str
    conditions: str
    last_day: date | None


@dataclass(frozen=True)
class VacancyView:
    """A vacancy as screens show it; ``applications`` counts those not answered yet."""

    id: int
    title: str
    outlet_id: int | None
    outlet: str | None
    address: str | None
    text: str
    pay: str
    conditions: str
    is_open: bool
    last_day: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    applications: int = 0

    @property
    def lead(self) -> str:
        """The beginning of the text, for lists."""
        return markdown.excerpt(self.text)

    def takes_applications(self, today: date) -> bool:
        """Whether somebody can apply on ``today``, the business's own day."""
        return self.is_open and (self.last_day is None or today <= self.last_day)


_VACANCY = select(
    Vacancy.id,
    Vacancy.title,
    Vacancy.outlet_id,
    Outlet.name,
    Outlet.address,
    Vacancy.text,
    Vacancy.pay,
    Vacancy.conditions,
    Vacancy.is_open,
    Vacancy.last_day,
    Vacancy.opened_at,
    Vacancy.closed_at,
).outerjoin(Outlet, Outlet.id == Vacancy.outlet_id)


def _unanswered() -> Any:
    return (
        select(func.count(GuestRequest.id))
        .where(GuestRequest.vacancy_id == Vacancy.id, GuestRequest.state != "done")
        .correlate(Vacancy)
        .scalar_subquery()
    )


def vacancies() -> list[VacancyView]:
    """Every vacancy of the business in scope: open ones first, then the newest."""
    rows: Iterable[Any] = db.session().execute(
        _VACANCY.add_columns(_unanswered()).order_by(
            Vacancy.is_open.desc(), Vacancy.id.desc()
        )
    )
    return [VacancyView(*row) for row in rows]


def open_vacancies(limit: int = 100) -> list[VacancyView]:
    """What the public can apply for today, newest first."""
    rows: Iterable[Any] = db.session().execute(
        _VACANCY.where(_is_public())
        .order_by(Vacancy.opened_at.desc(), Vacancy.id.desc())
        .limit(limit)
    )
    return [VacancyView(*row) for row in rows]


def vacancy(vacancy_id: int) -> VacancyView:
    """One vacancy of the business in scope; raises VacancyNotFound."""
    row: Any = (
        db.session().execute(_VACANCY.where(Vacancy.id == vacancy_id)).one_or_none()
    )
    if row is None:
        raise VacancyNotFound
    return VacancyView(*row)


def _today() -> date:
    return clock.today(businesses.by_id(tenancy.current()).zone)


def _is_public() -> ColumnElement[bool]:
    last = Vacancy.last_day
    return and_(Vacancy.is_open, or_(last.is_(None), last >= _today()))


def public_vacancy(vacancy_id: int) -> VacancyView:
    """One that was ever open, closed ones too; raises VacancyNotFound."""
    found = vacancy(vacancy_id)
    if found.opened_at is None:
        raise VacancyNotFound
    return found


def write(*, vacancy_id: int | None, words: VacancyWords) -> int:
    """Write a new vacancy, or change one; its id. Raises VacancyNotFound.

    A new one is closed: nobody sees it until it is opened.
    """
    if words.outlet_id is not None:
        # Somebody else's outlet is none of ours.
        businesses.outlet(words.outlet_id)  # type: ignore[arg-type]
    if vacancy_id is None:
        row = Vacancy(business_id=tenancy.current(), is_open=False)
        row.created_at = clock.now()
        db.session().add(row)
    else:
        row = _locked(vacancy_id)
    for name, value in vars(words).items():
        setattr(row, name, value)
    db.session().flush()
    if row.is_open:
        audit.note("vacancy.changed", subject=f"vacancy:{row.id}", title=row.title)
    return row.id


def open_vacancy(*, vacancy_id: int) -> None:
    """Show a vacancy to everybody and take applications; raises VacancyNotFound."""
    row = _locked(vacancy_id)
    if row.is_open:
        return
    row.is_open, row.opened_at, row.closed_at = True, clock.now(), None
    db.session().flush()
    audit.note("vacancy.opened", subject=f"vacancy:{row.id}", title=row.title)


def close_vacancy(*, vacancy_id: int) -> None:
    """Take no more applications; those that came stay. Raises VacancyNotFound."""
    row = _locked(vacancy_id)
    if not row.is_open:
        return
    row.is_open, row.closed_at = False, clock.now()
    db.session().flush()
    audit.note("vacancy.closed", subject=f"vacancy:{row.id}", title=row.title)


def _locked(vacancy_id: int) -> Vacancy:
    row = db.session().scalar(
        select(Vacancy).where(Vacancy.id == vacancy_id).with_for_update()
    )
    if row is None:
        raise VacancyNotFound
    return row
