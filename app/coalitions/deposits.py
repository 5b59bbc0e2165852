"""Money paid into a contract's pool, and what points have drawn from it (E26)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import cast, func, select

from app.coalitions import errors, pacts
from app.coalitions.models import PactClaim, PactDeposit
from app.coalitions.sides import at_side
from app.coalitions.terms import HUNDREDTHS
from app.core import audit, clock, db, money
from app.core.ids import BusinessId
from app.core.types import Int

LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Deposit:
    """A payment into the pool."""

    id: int
    side_id: int
    amount_minor: int
    document_number: str
    paid_on: date
    confirmed_at: datetime | None


def pay_in(
    *, pact_id: int, amount_minor: int, document_number: str, paid_on: date
) -> int:
    """Record what the business in scope paid; it counts once the partner confirms it.

    Raises PactNotFound, TermsChanged, BadDocument.
    """
    row, view = pacts.locked(pact_id)
    if row.state != "agreed":
        raise errors.TermsChanged
    number = document_number.strip()
    if not 1 <= len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise errors.BadDocument
    if not 1 <= amount_minor <= money.MAX_MINOR:
        raise errors.BadDocument
    deposit = PactDeposit(
        pact_id=pact_id,
        side_id=view.here_id,
        amount_minor=amount_minor,
        document_number=number,
        paid_on=paid_on,
        recorded_at=clock.now(),
    )
    db.session().add(deposit)
    db.session().flush()
    audit.note("partner.paid_in", subject=f"pact:{pact_id}", amount_minor=amount_minor)
    return deposit.id


def confirm(*, pact_id: int, deposit_id: int) -> None:
    """Say that the partner's payment has come; raises PactNotFound, NotYourTurn."""
    _, view = pacts.locked(pact_id)
    row = db.session().scalar(
        select(PactDeposit).where(
            PactDeposit.id == deposit_id, PactDeposit.pact_id == pact_id
        )
    )
    if row is None:
        raise errors.PactNotFound
    if row.side_id == view.here_id:
        raise errors.NotYourTurn
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
        db.session().flush()
        audit.note(
            "partner.deposit_confirmed",
            subject=f"pact:{pact_id}",
            amount_minor=row.amount_minor,
        )


def of_pact(pact_id: int) -> list[Deposit]:
    """What both sides paid in, newest first; the caller has found the contract."""
    rows = db.session().execute(
        select(
            PactDeposit.id,
            PactDeposit.side_id,
            PactDeposit.amount_minor,
            PactDeposit.document_number,
            PactDeposit.paid_on,
            PactDeposit.confirmed_at,
        )
        .where(PactDeposit.pact_id == pact_id)
        .order_by(PactDeposit.id.desc())
    )
    return [Deposit(*row) for row in rows]


def left(pact_id: int, side_id: BusinessId) -> int:
    """What a side's confirmed deposits still cover, in hundredths of a minor unit."""
    paid = db.session().scalar(
        select(cast(func.coalesce(func.sum(PactDeposit.amount_minor), 0), Int)).where(
            PactDeposit.pact_id == pact_id,
            PactDeposit.side_id == side_id,
            PactDeposit.confirmed_at.is_not(None),
        )
    )
    with at_side(side_id):
        drawn = db.session().scalar(
            select(cast(func.coalesce(func.sum(PactClaim.amount), 0), Int)).where(
                PactClaim.pact_id == pact_id, PactClaim.card_id.is_not(None)
            )
        )
    return int(paid or 0) * HUNDREDTHS + int(drawn or 0)
