"""Months of a contract: totals, days without guests, and what becomes of them (E26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, cast, func, select

from app.coalitions import errors, pacts
from app.coalitions.deposits import LONGEST_NUMBER
from app.coalitions.models import Pact, PactClaim, PactStatement
from app.coalitions.pacts import PactView
from app.coalitions.sides import at_side
from app.coalitions.terms import Netting, to_minor
from app.core import audit, clock, db
from app.core.ids import BusinessId
from app.core.types import Int
from app.ledger.errors import Unsound

LONGEST_DISPUTE = 500


@dataclass(frozen=True)
class DayLine:
    """A day as one side sees it; amounts in hundredths of a minor unit.

    ``ours`` are points that the reader issued and the partner took, ``theirs`` the
    partner's points that were spent here.
    """

    day: date
    ours_points: int
    ours_amount: int
    theirs_points: int
    theirs_amount: int

    @property
    def net(self) -> int:
        """What the day adds to what the partner owes the reader."""
        return self.theirs_amount - self.ours_amount


@dataclass(frozen=True)
class Statement:
    """A month as one of the sides reads it: ``net_minor`` positive is paid to it."""

    id: int
    pact_id: int
    month: date
    currency: str
    ours_points: int
    ours_amount: int
    theirs_points: int
    theirs_amount: int
    net_minor: int
    made_at: datetime
    dispute_until: datetime
    ours_accepted_at: datetime | None
    theirs_accepted_at: datetime | None
    disputed_at: datetime | None
    disputed_by_us: bool
    dispute: str
    answer: str
    settled_at: datetime | None
    document_number: str
    document_on: date | None

    @property
    def is_accepted(self) -> bool:
        """Whether it stands: both said so, or nobody disputed it in time."""
        if self.disputed_at is not None:
            return False
        both = None not in (self.ours_accepted_at, self.theirs_accepted_at)
        return both or clock.now() >= self.dispute_until

    @property
    def can_dispute(self) -> bool:
        """Whether the reader may still object."""
        is_open = self.settled_at is None and self.disputed_at is None
        return is_open and self.ours_accepted_at is None and not self.is_late

    @property
    def is_late(self) -> bool:
        """Whether the time to dispute is over."""
        return clock.now() >= self.dispute_until


def days(pact_id: int, first: date, last: date) -> list[DayLine]:
    """Totals by day of the business in scope, between two days, both counted."""
    is_ours = PactClaim.card_id.is_not(None)
    columns = [
        cast(func.coalesce(func.sum(case((which, value), else_=0)), 0), Int)
        for which in (is_ours, ~is_ours)
        for value in (PactClaim.points, PactClaim.amount)
    ]
    rows: Any = db.session().execute(
        select(PactClaim.day, *columns)
        .where(
            PactClaim.pact_id == pact_id,
            PactClaim.day >= first,
            PactClaim.day <= last,
        )
        .group_by(PactClaim.day)
        .order_by(PactClaim.day)
    )
    return [DayLine(row[0], -row[1], -row[2], row[3], row[4]) for row in rows]


def month_days(pact_id: int, month: date) -> list[DayLine]:
    """The days of a month on which something happened."""
    return days(pact_id, month, after(month) - timedelta(days=1))


def after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def netting(lines: Sequence[DayLine]) -> Netting:
    """Days summed, from the reader's side: ``first`` is what the reader owes."""
    return Netting(
        first=sum(line.ours_amount for line in lines),
        second=sum(line.theirs_amount for line in lines),
    )


def make_due() -> int:
    """Make the statements of months that have ended; how many. Across businesses."""
    made = 0
    pact_ids = db.session().scalars(
        select(Pact.id).where(Pact.state.in_(("agreed", "ended"))).order_by(Pact.id)
    )
    for pact_id in list(pact_ids):
        made += _make_of(pact_id)
    return made


def _make_of(pact_id: int) -> int:
    session = db.session()
    row = session.get_one(Pact, pact_id, with_for_update=True, populate_existing=True)
    with at_side(BusinessId(row.first_id)):
        found: Any = session.execute(
            select(PactClaim.day).where(PactClaim.pact_id == pact_id).distinct()
        )
        months = {day.replace(day=1) for (day,) in found}
    known = set(
        session.scalars(
            select(PactStatement.month).where(PactStatement.pact_id == pact_id)
        )
    )
    present = clock.today(row.zone).replace(day=1)
    due = sorted(month for month in months - known if month < present)
    for month in due:
        _make(row, month)
    return len(due)


def _make(row: Pact, month: date) -> None:
    with at_side(BusinessId(row.first_id)):
        view = pacts.pact(row.id)
        first = month_days(row.id, month)
        terms = pacts.versions(row.id)[-1].terms
        now = pacts.in_force_of(view)
    with at_side(BusinessId(row.second_id)):
        second = month_days(row.id, month)
    ours, mirrored = netting(first), netting(second)
    if (ours.first, ours.second) != (mirrored.second, mirrored.first):
        raise Unsound(f"pact {row.id}: the sides' claims of {month} do not mirror")
    dispute_days = (now.terms if now else terms).dispute_days
    db.session().add(
        PactStatement(
            pact_id=row.id,
            month=month,
            currency=terms.currency,
            first_points=sum(line.ours_points for line in first),
            first_amount=ours.first,
            second_points=sum(line.theirs_points for line in first),
            second_amount=ours.second,
            net_minor=to_minor(ours.net),
            made_at=clock.now(),
            dispute_until=clock.now() + timedelta(days=dispute_days),
        )
    )
    db.session().flush()


def of_pact(view: PactView) -> list[Statement]:
    """A contract's statements for the side that reads, newest first."""
    rows = db.session().scalars(
        select(PactStatement)
        .where(PactStatement.pact_id == view.id)
        .order_by(PactStatement.month.desc())
    )
    return [_view(row, view) for row in rows]


def statement(view: PactView, month: date) -> Statement:
    """One month; raises StatementNotFound."""
    return _view(_row(view, month), view)


def accept(*, pact_id: int, month: date) -> None:
    """Agree to a month's totals; raises StatementClosed, StatementDisputed."""
    view, row = _open(pact_id, month)
    if row.disputed_at is not None:
        raise errors.StatementDisputed
    name = "first_accepted_at" if view.is_first else "second_accepted_at"
    if getattr(row, name) is None:
        setattr(row, name, clock.now())
        _note(view, row, "partner.statement_accepted")


def dispute(*, pact_id: int, month: date, words: str) -> None:
    """Object to a month's totals in words, while there is time.

    Raises StatementClosed, StatementDisputed.
    """
    view, row = _open(pact_id, month)
    seen = _view(row, view)
    if seen.disputed_at is not None:
        raise errors.StatementDisputed
    if not seen.can_dispute:
        raise errors.StatementClosed
    row.disputed_at, row.disputed_by_id = clock.now(), view.here_id
    row.dispute, row.answer = words.strip()[:LONGEST_DISPUTE], ""
    _note(view, row, "partner.statement_disputed")


def answer(*, pact_id: int, month: date, words: str) -> None:
    """Say something to the partner's dispute; raises StatementClosed."""
    view, row = _open(pact_id, month)
    if row.disputed_at is None or row.disputed_by_id == view.here_id:
        raise errors.StatementClosed
    row.answer = words.strip()[:LONGEST_DISPUTE]
    _note(view, row, "partner.statement_answered")


def drop_dispute(*, pact_id: int, month: date) -> None:
    """Take one's own dispute back, which accepts the month; raises StatementClosed."""
    view, row = _open(pact_id, month)
    if row.disputed_at is None or row.disputed_by_id != view.here_id:
        raise errors.StatementClosed
    row.disputed_at, row.disputed_by_id = None, None
    name = "first_accepted_at" if view.is_first else "second_accepted_at"
    setattr(row, name, clock.now())
    _note(view, row, "partner.dispute_dropped")


def settle(*, pact_id: int, month: date, document_number: str, paid_on: date) -> None:
    """Write down that a month was paid; who is paid says so, with the document.

    Raises StatementDisputed, StatementClosed, NotYourTurn, EarlierStatementOpen,
    BadDocument.
    """
    view, row = _open(pact_id, month)
    seen = _view(row, view)
    number = document_number.strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise errors.BadDocument
    if seen.disputed_at is not None:
        raise errors.StatementDisputed
    if not seen.is_accepted:
        raise errors.StatementClosed
    if seen.net_minor < 0:
        raise errors.NotYourTurn
    earlier = select(PactStatement.id).where(
        PactStatement.pact_id == pact_id,
        PactStatement.month < month,
        PactStatement.settled_at.is_(None),
    )
    if db.session().execute(earlier).first() is not None:
        raise errors.EarlierStatementOpen
    row.settled_at, row.settled_by_id = clock.now(), view.here_id
    row.document_number, row.document_on = number, paid_on
    _note(view, row, "partner.statement_settled")


def _note(view: PactView, row: PactStatement, act: str) -> None:
    db.session().flush()
    audit.note(act, subject=f"pact:{view.id}", month=row.month.isoformat())


def _row(view: PactView, month: date) -> PactStatement:
    row = db.session().scalar(
        select(PactStatement).where(
            PactStatement.pact_id == view.id, PactStatement.month == month
        )
    )
    if row is None:
        raise errors.StatementNotFound
    return row


def _open(pact_id: int, month: date) -> tuple[PactView, PactStatement]:
    """A statement that is not settled, under its contract's lock."""
    _, view = pacts.locked(pact_id)
    row = _row(view, month)
    if row.settled_at is not None:
        raise errors.StatementClosed
    return view, row


def _view(row: PactStatement, view: PactView) -> Statement:
    sides = [
        (row.first_points, row.first_amount, row.first_accepted_at),
        (row.second_points, row.second_amount, row.second_accepted_at),
    ]
    ours, theirs = sides if view.is_first else sides[::-1]
    return Statement(
        id=row.id,
        pact_id=row.pact_id,
        month=row.month,
        currency=row.currency,
        ours_points=ours[0],
        ours_amount=ours[1],
        theirs_points=theirs[0],
        theirs_amount=theirs[1],
        net_minor=-row.net_minor if view.is_first else row.net_minor,
        made_at=row.made_at,
        dispute_until=row.dispute_until,
        ours_accepted_at=ours[2],
        theirs_accepted_at=theirs[2],
        disputed_at=row.disputed_at,
        disputed_by_us=row.disputed_by_id == view.here_id,
        dispute=row.dispute,
        answer=row.answer,
        settled_at=row.settled_at,
        document_number=row.document_number,
        document_on=row.document_on,
    )
