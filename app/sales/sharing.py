"""What a relative spends from a family's card: the holder's word, day by day."""

from sqlalchemy import func, select

from app.cards import families
from app.cards.errors import ShareSpendsLess
from app.core import clock, db
from app.core.ids import CardId
from app.programmes.rules import MAX_POINTS
from app.sales.errors import PaymentTooLarge
from app.sales.models import Receipt
from app.sales.rules import Sale


def check(sale: Sale, card_id: CardId, zone: str) -> None:
    """Refuse a relative who spends more than the holder allows for today.

    The card is locked, so that of two tills one counts what the other took. Partners'
    points belong to one person, so none pay here. Raises ShareEnded, ShareSpendsLess,
    PaymentTooLarge.
    """
    if sale.sharer_id is None:
        return
    most = left(sale.sharer_id, card_id, zone)
    if any(each.as_points for each in sale.payments):
        raise PaymentTooLarge
    if sale.points > most:
        raise ShareSpendsLess(points=most)


def room(sale: Sale, card_id: CardId, zone: str) -> int:
    """The most points that a sale may take for who shows the card; raises ShareEnded."""
    if sale.sharer_id is None:
        return MAX_POINTS
    return left(sale.sharer_id, card_id, zone)


def left(sharer_id: int, card_id: CardId, zone: str) -> int:
    """What a relative may still spend from a card today.

    As with lasting codes a refund does not give the day's room back, and a cheque
    counts on the day on which it is booked, whatever time it says. Raises ShareEnded.
    """
    allowed = families.allowance(sharer_id, card_id)
    if not allowed.may_spend:
        return 0
    return max(0, allowed.day_limit - _spent_today(sharer_id, zone))


def _spent_today(sharer_id: int, zone: str) -> int:
    day = clock.today(zone)
    found = db.session().execute(
        select(func.coalesce(func.sum(Receipt.points_spent), 0)).where(
            Receipt.sharer_id == sharer_id,
            Receipt.undone_at.is_(None),
            Receipt.recorded_at >= clock.day_start(day, zone),
            Receipt.recorded_at < clock.day_end(day, zone),
        )
    )
    return int(found.scalar_one())
