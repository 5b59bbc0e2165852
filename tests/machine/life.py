"""The street's life, and what has to be true of it at any moment."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.coalitions import verify as coalitions
from app.coalitions.models import PactClaim
from app.core import clock, db, tenancy
from app.core.errors import AppError
from app.ledger.verify import verify
from app.sales.models import Receipt, ReceiptLine, ReceiptPayment
from tests.machine import counter, till
from tests.machine.street import Act, Street

ACTS: dict[Act, int] = {
    till.sell: 300,
    till.sell_offline: 25,
    till.take_back: 140,
    till.exchange: 40,
    till.undo: 30,
    till.move: 15,
    till.register: 8,
    till.claim: 12,
    counter.sell: 60,
    counter.use: 60,
    counter.unuse: 15,
    counter.rest: 12,
    counter.pay_back: 20,
    counter.hand_over: 10,
    counter.order: 30,
    counter.end_order: 30,
    counter.adjust: 25,
    counter.unadjust: 10,
    counter.decide: 12,
    counter.merge: 10,
    counter.donate: 10,
}
DAY = 60
"""About how many things happen in a day."""


def live(street: Street, count: int) -> None:
    """Let so many things happen; what is refused is a possible end of each."""
    acts, weights = list(ACTS), list(ACTS.values())
    for number in range(count):
        act = street.dice.choices(acts, weights)[0]
        try:
            with db.writing():
                done = act(street)
            street.did[done or act.__name__] += 1
        except AppError as refusal:
            street.did[f"{act.__name__}: {refusal.code}"] += 1
        clock.advance(_pause(street))
        if number % DAY == 0:
            counter.sweep(street)
            street.open_event()


def _pause(street: Street) -> timedelta:
    return timedelta(seconds=street.dice.choice([1, 20, 600, 4000]))


def faults(street: Street) -> Iterator[object]:
    """Whatever cannot be right now."""
    for business_id in street.business_ids:
        with tenancy.scope(business_id):
            yield from verify(business_id)
            yield from _cheques()
    yield from coalitions.verify()
    with tenancy.across():
        points, amount = (
            db.session()
            .execute(select(func.sum(PactClaim.points), func.sum(PactClaim.amount)))
            .one()
        )
    if points or amount:
        yield f"claims do not net to zero: {points}, {amount}"
    db.session().rollback()


def _cheques() -> Iterator[str]:
    """A cheque is what was taken off it, paid for it and came back of it."""
    lines: Any = db.session().execute(
        select(
            Receipt.id,
            Receipt.total_minor - Receipt.discount_minor - Receipt.paid_minor,
            Receipt.paid_minor,
            Receipt.points_spent,
            Receipt.earned_points - Receipt.clawed_points,
            Receipt.returned_minor,
            func.sum(ReceiptLine.paid_minor),
            func.sum(ReceiptLine.points_share),
            func.sum(ReceiptLine.returned_minor),
        )
        .join(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
        .group_by(Receipt.id)
    )
    means: dict[int, Any] = dict(
        db.session()
        .execute(
            select(
                ReceiptPayment.receipt_id, func.sum(ReceiptPayment.amount_minor)
            ).group_by(ReceiptPayment.receipt_id)
        )
        .all()
    )
    for receipt_id, unpaid, paid, spent, left, back, *sums in lines:
        elsewhere = int(means.get(receipt_id, 0))
        # A point is a ruble, or a kopeck of cashback.
        worth = {spent, spent * 100}
        is_whole = (
            sums[0] == paid and sums[1] == spent and sums[2] == back and left >= 0
        )
        if not is_whole or unpaid - elsewhere not in worth or back > paid:
            yield f"cheque {receipt_id}: {unpaid - elsewhere}, {spent}, {sums}"
