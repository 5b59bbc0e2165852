"""What lasting codes and typed numbers have spent from a card on one day (R12)."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all

from app.core import clock, db
from app.core.ids import CardId
from app.rewards.models import Award
from app.sales.models import Receipt


def spent_on_day(card_id: CardId, at: datetime, zone: str) -> int:
    """Points that went by codes without proof on the local day of ``at``.

    A refund does not give the day's room back: buying and returning would make the
    limit worth nothing. A receipt that was undone never was. Rewards that were ordered
    at a till count, too, by whatever code.
    """
    receipts = _receipts(at, zone).where(Receipt.card_id == card_id)
    awards = _awards(at, zone).where(Award.card_id == card_id)
    spent = union_all(receipts, awards).subquery()
    found = db.session().execute(select(func.coalesce(func.sum(spent.c.points), 0)))
    return int(found.scalar_one())


def of_day(at: datetime, zone: str) -> dict[int, int]:
    """The same for every card that spent so on that day."""
    spent = union_all(_receipts(at, zone), _awards(at, zone)).subquery()
    rows: Any = db.session().execute(
        select(spent.c.card_id, func.sum(spent.c.points)).group_by(spent.c.card_id)
    )
    return {card_id: int(points) for card_id, points in rows}


def _receipts(at: datetime, zone: str) -> Any:
    day = clock.local_date(at, zone)
    return select(Receipt.card_id, Receipt.points_spent.label("points")).where(
        Receipt.by_static_code,
        Receipt.undone_at.is_(None),
        Receipt.occurred_at >= clock.day_start(day, zone),
        Receipt.occurred_at < clock.day_end(day, zone),
    )


def _awards(at: datetime, zone: str) -> Any:
    day = clock.local_date(at, zone)
    return select(Award.card_id, Award.points.label("points")).where(
        Award.origin == "order",
        Award.made_by.startswith("staff:"),
        Award.state != "cancelled",
        Award.made_at >= clock.day_start(day, zone),
        Award.made_at < clock.day_end(day, zone),
    )
