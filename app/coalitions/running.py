"""The contracts in force today: what every sale with a guest's card asks for.

Built once and run past the ORM; each statement names the business.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.businesses.models import Business
from app.coalitions import terms
from app.coalitions.models import Pact, PactTerms
from app.coalitions.terms import SideTerms, Terms
from app.core import clock, db, tenancy
from app.core.ids import BusinessId
from app.core.prepared import Prepared


@dataclass(frozen=True)
class Running:
    """A contract under which points are taken today, seen from ``here_id``.

    ``other`` is the partner's name, ``other_zone`` its time zone, ``here`` the reader's
    own name.
    """

    id: int
    terms_id: int
    here_id: BusinessId
    here: str
    other_id: BusinessId
    other: str
    other_zone: str
    is_first: bool
    today: date
    terms: Terms

    @property
    def theirs(self) -> SideTerms:
        """The terms of the partner's points, which are spent here."""
        return self.terms.side(is_first=not self.is_first)


_pacts, _terms = Pact.__table__.c, PactTerms.__table__.c
_first, _second = Business.__table__.alias(), Business.__table__.alias()
_RUNNING = (
    select(
        _pacts.id,
        _pacts.first_id,
        _pacts.second_id,
        _pacts.zone,
        _pacts.ends_on,
        _terms.id.label("terms_id"),
        _terms.terms,
        _terms.starts_on,
        _first.c.name.label("first"),
        _first.c.zone.label("first_zone"),
        _second.c.name.label("second"),
        _second.c.zone.label("second_zone"),
    )
    .select_from(Pact.__table__)
    .join(PactTerms.__table__, _terms.pact_id == _pacts.id)
    .join(_first, _first.c.id == _pacts.first_id)
    .join(_second, _second.c.id == _pacts.second_id)
    .where(
        or_(
            _pacts.first_id == bindparam("business"),
            _pacts.second_id == bindparam("business"),
        ),
        _pacts.state == "agreed",
        _terms.first_agreed_at.is_not(None),
        _terms.second_agreed_at.is_not(None),
    )
    .order_by(_pacts.id, _terms.starts_on, _terms.number)
)
_ALL = Prepared(_RUNNING)
_ONE = Prepared(_RUNNING.where(_pacts.id == bindparam("pact")))


def running() -> list[Running]:
    """The contracts of the business in scope under which points are taken today."""
    return _latest(_ALL.run({"business": tenancy.current()}).all())


_ANY = Prepared(
    select(_pacts.id)
    .where(
        or_(
            _pacts.first_id == bindparam("business"),
            _pacts.second_id == bindparam("business"),
        ),
        _pacts.state == "agreed",
    )
    .limit(db.ONE)
)


def has_partners() -> bool:
    """Whether the business in scope has a contract, in force today or not."""
    return _ANY.run({"business": tenancy.current()}).one_or_none() is not None


def running_of(pact_id: int) -> Running | None:
    """One of them, if it is in force today."""
    values = {"business": tenancy.current(), "pact": pact_id}
    return next(iter(_latest(_ONE.run(values).all())), None)


def _latest(rows: list[Any]) -> list[Running]:
    """Of each contract the newest terms whose day has come; rows come in that order."""
    latest: dict[int, Any] = {}
    for row in rows:
        today = clock.today(row.zone)
        is_over = row.ends_on is not None and today > row.ends_on
        if row.starts_on <= today and not is_over:
            latest[row.id] = row
    return [_running(row) for row in latest.values()]


def _running(row: Any) -> Running:
    here = tenancy.current()
    is_first = row.first_id == here
    return Running(
        id=row.id,
        terms_id=row.terms_id,
        here_id=here,
        here=row.first if is_first else row.second,
        other_id=BusinessId(row.second_id if is_first else row.first_id),
        other=row.second if is_first else row.first,
        other_zone=row.second_zone if is_first else row.first_zone,
        is_first=is_first,
        today=clock.today(row.zone),
        terms=terms.read(row.terms),
    )
