"""What trust says of deals that a till has kept (R15, R17; E35)."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId
from app.sales.actions import Booked, Sale
from app.sales.offline.guard import Guard
from app.trust import selling
from app.trust.models import Case
from app.trust.selling import Shown

_PART = 500


def _book(sale: Sale, entry: str, device: str) -> Booked:
    return selling.book(sale, Shown(entry=entry, device=device))


def blocked(card_ids: Collection[CardId]) -> set[CardId]:
    """Those of the cards that are being checked, under whatever card they began."""
    wanted, found = sorted(card_ids), set[CardId]()
    for start in range(0, len(wanted), _PART):
        card_id = func.coalesce(Card.joined_into_id, Card.id)
        rows = db.session().scalars(
            select(card_id)
            .join(Case, Case.card_id == Card.id)
            .where(
                card_id.in_(wanted[start : start + _PART]),
                Case.state == "open",
                Case.is_blocking,
                Case.decide_by > clock.now(),
            )
        )
        found |= {CardId(each) for each in rows}
    return found


GUARD = Guard(book=_book, blocked=blocked)
