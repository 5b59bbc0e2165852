"""How fast purchases come: counted from receipts, before one more is booked (R17)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, func, select

from app.cards.queries import with_joined
from app.core import clock, db
from app.core.ids import CardId
from app.sales.models import Receipt, Refund
from app.trust.models import SaleTrace
from app.trust.rules import Pace

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
MONTH = timedelta(days=30)


def pace(
    *, card_id: CardId, actor: str, device: str, occurred_at: datetime, zone: str
) -> Pace:
    """What happened before a purchase at ``occurred_at``; one statement.

    Undone cheques, and those that earned nothing, count nowhere.
    """
    day = clock.local_date(occurred_at, zone)
    start, end = clock.day_start(day, zone), clock.day_end(day, zone)
    hour = (occurred_at - HOUR, occurred_at)
    mine = Receipt.card_id.in_(with_joined(card_id))
    own = Receipt.actor == actor
    row: Any = (
        db.session()
        .execute(
            select(
                _count(mine, Receipt.occurred_at >= start, Receipt.occurred_at < end),
                _count(mine, own, *_within(*hour)),
                _count(own, *_within(*hour)),
                _traced(SaleTrace.device == device, *_within(*hour)),
                _traced(own, _is_typed(), *_within(occurred_at - DAY, occurred_at)),
                _traced(own, ~_is_typed(), *_within(occurred_at - DAY, occurred_at)),
                _refunds_after_spend(card_id, occurred_at - MONTH),
            )
        )
        .one()
    )
    return Pace(
        card_day=row[0],
        cashier_card_hour=row[1],
        cashier_hour=row[2],
        device_hour=row[3],
        typed=row[4],
        shown=row[5],
        refunds_after_spend=row[6],
    )


def _within(start: datetime, end: datetime) -> Iterator[Any]:
    yield Receipt.occurred_at > start
    yield Receipt.occurred_at <= end


def _earning() -> tuple[Any, ...]:
    return Receipt.undone_at.is_(None), Receipt.earned_points > 0


def _is_typed() -> Any:
    return SaleTrace.entry.in_(("number", "phone"))


def _count(*which: Any) -> ScalarSelect[int]:
    return select(func.count(Receipt.id)).where(*_earning(), *which).scalar_subquery()


def _traced(*which: Any) -> ScalarSelect[int]:
    return (
        select(func.count(Receipt.id))
        .join(SaleTrace, SaleTrace.receipt_id == Receipt.id)
        .where(*_earning(), *which)
        .scalar_subquery()
    )


def _refunds_after_spend(card_id: CardId, since: datetime) -> ScalarSelect[int]:
    """Returns of goods whose points had been spent on another cheque meanwhile."""
    bought, spent = Receipt.__table__.alias(), Receipt.__table__.alias()
    cards = with_joined(card_id)
    was_spent = (
        select(spent.c.id)
        .where(
            spent.c.business_id == bought.c.business_id,
            spent.c.card_id == bought.c.card_id,
            spent.c.points_spent > 0,
            spent.c.undone_at.is_(None),
            spent.c.occurred_at > bought.c.occurred_at,
            spent.c.occurred_at < Refund.occurred_at,
        )
        .exists()
    )
    return (
        select(func.count(Refund.id))
        .join(bought, bought.c.id == Refund.receipt_id)
        .where(
            bought.c.card_id.in_(cards),
            Refund.points_clawed > 0,
            Refund.occurred_at >= since,
            was_spent,
        )
        .scalar_subquery()
    )
