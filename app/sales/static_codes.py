"""What lasting codes and typed numbers have spent from a card on one day (R12)."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import clock, db
from app.core.ids import CardId
from app.sales.models import Receipt


def spent_on_day(card_id: CardId, at: datetime, zone: str) -> int:
    """Points that went by codes without proof on the local day of ``at``.

    A refund does not give the day's room back: buying and returning would make the
    limit worth nothing. A receipt that was undone never was.
    """
    day = clock.local_date(at, zone)
    found = db.session().execute(
        select(func.coalesce(func.sum(Receipt.points_spent), 0)).where(
            Receipt.card_id == card_id,
            Receipt.by_static_code,
            Receipt.undone_at.is_(None),
            Receipt.occurred_at >= clock.day_start(day, zone),
            Receipt.occurred_at < clock.day_end(day, zone),
        )
    )
    return int(found.scalar_one())


def of_day(at: datetime, zone: str) -> dict[int, int]:
    """The same for every card that spent so on that day."""
    day = clock.local_date(at, zone)
    rows: Any = db.session().execute(
        select(Receipt.card_id, func.sum(Receipt.points_spent))
        .where(
            Receipt.by_static_code,
            Receipt.undone_at.is_(None),
            Receipt.occurred_at >= clock.day_start(day, zone),
            Receipt.occurred_at < clock.day_end(day, zone),
        )
        .group_by(Receipt.card_id)
    )
    return {card_id: int(points) for card_id, points in rows}
