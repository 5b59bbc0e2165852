"""Reconciles partners' claims with the books and with each other (R18, R19)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, cast, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.coalitions.models import Pact, PactClaim, PactStatement
from app.coalitions.statements import after
from app.core import db, tenancy
from app.core.types import Int
from app.ledger import queries as ledger
from app.ledger.verify import Fault


def verify() -> Iterator[Fault]:
    """Everything that does not fit between partners, across businesses."""
    with tenancy.across():
        yield from _mirrors()
        yield from _shares()
        yield from _statements()
    yield from _postings()


def _mirrors() -> Iterator[Fault]:
    """The two rows of every movement name one contract and sum to zero."""
    rows: Any = db.session().execute(
        select(
            PactClaim.deal,
            func.count(),
            cast(func.sum(PactClaim.points), Int),
            cast(func.sum(PactClaim.amount), Int),
            func.count(func.distinct(PactClaim.pact_id)),
            func.count(func.distinct(PactClaim.business_id)),
        )
        .group_by(PactClaim.deal)
        .having(
            or_(
                func.sum(PactClaim.points) != 0,
                func.sum(PactClaim.amount) != 0,
                func.count(func.distinct(PactClaim.pact_id)) != 1,
                func.count(func.distinct(PactClaim.business_id)) != 2,  # noqa: PLR2004 - two sides
            )
        )
    )
    for deal, count, points, amount, *_ in rows:
        yield Fault(
            f"deal {deal}",
            f"has {count} rows that sum to {points} points and {amount}",
        )


def _shares() -> Iterator[Fault]:
    """Nothing is given back beyond what was taken."""
    back = aliased(PactClaim)
    returned = func.coalesce(func.sum(back.points), 0)
    rows: Any = db.session().execute(
        select(PactClaim.id, PactClaim.points, cast(returned, Int))
        .join(
            back,
            and_(
                back.business_id == PactClaim.business_id,
                back.deal == PactClaim.deal,
                back.is_return == true(),
            ),
        )
        .where(PactClaim.is_return == false())
        .group_by(PactClaim.id, PactClaim.points)
        .having(func.abs(returned) > func.abs(PactClaim.points))
    )
    for claim_id, points, back_points in rows:
        yield Fault(f"claim {claim_id}", f"took {points}, {-back_points} came back")


def _statements() -> Iterator[Fault]:
    """A statement says what the rows of its month say."""
    for row in db.session().scalars(select(PactStatement)):
        pact = db.session().get_one(Pact, row.pact_id)
        sums = dict(
            db.session()
            .execute(
                select(PactClaim.business_id, cast(func.sum(PactClaim.amount), Int))
                .where(
                    PactClaim.pact_id == row.pact_id,
                    PactClaim.day >= row.month,
                    PactClaim.day < after(row.month),
                )
                .group_by(PactClaim.business_id)
            )
            .all()
        )
        net = row.first_amount - row.second_amount
        if sums.get(pact.first_id, 0) != -net or sums.get(pact.second_id, 0) != net:
            yield Fault(f"statement {row.id}", f"says {net}, its days say {sums!r}")


def _postings() -> Iterator[Fault]:
    """What stands against ``partner`` in a side's books is what its rows say."""
    with tenancy.across():
        sums = dict(
            db.session()
            .execute(
                select(PactClaim.business_id, cast(func.sum(PactClaim.points), Int))
                .where(PactClaim.card_id.is_not(None))
                .group_by(PactClaim.business_id)
            )
            .all()
        )
    for business_id, standing in ledger.at_partners().items():
        if -sums.pop(business_id, 0) != standing:
            yield Fault(
                f"business {business_id}",
                f"has {standing} at partners in its books, other than its claims say",
            )
    for business_id, points in sums.items():
        if points:
            yield Fault(f"business {business_id}", f"claims {-points} no posting has")
