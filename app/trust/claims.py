"""A cheque without a card goes to its buyer's card, once, under its own date (E47)."""

from datetime import timedelta

from app.cards import queries as cards
from app.core import audit, clock
from app.core.ids import CardId
from app.sales import claiming
from app.sales.actions import Booked, Sale
from app.sales.claiming import Unclaimed
from app.trust import own, selling
from app.trust.errors import BadClaim
from app.trust.limits import limits
from app.trust.selling import Shown

DEVICE = "claim"


def open_cheque(code: str, secret_key: str) -> Unclaimed:
    """The cheque that a code can still add to a card; raises BadClaim."""
    return _good(code, secret_key, is_locking=False)


def claim(*, code: str, card_id: CardId, secret_key: str) -> Booked:
    """Book a cheque on the card of who has its code, as of the cheque's own time.

    The limits count it on its own day. What somebody of the team claims is looked at
    first. Raises BadClaim for the second who comes, and what ``selling.book`` does.
    """
    found = _good(code, secret_key, is_locking=True)
    sale = Sale(
        outlet_id=found.outlet_id,
        card_id=card_id,
        number=found.number,
        lines=claiming.lines_of(found.id),
        occurred_at=found.occurred_at,
        source="claim",
        actor=found.actor,
        reason="claim",
    )
    is_of_team = own.is_of_team(cards.card(card_id).member_id)
    booked = selling.book(
        sale,
        Shown(entry="code", device=DEVICE),
        more_reasons=("team_claim",) if is_of_team else (),
    )
    claiming.mark_claimed(found.id, booked.receipt_id)
    audit.note(
        "claim.claimed",
        subject=f"receipt:{booked.receipt_id}",
        number=found.number,
        points=booked.earned_points,
    )
    return booked


def _good(code: str, secret_key: str, *, is_locking: bool) -> Unclaimed:
    plain = claiming.plain(code)
    found = plain and claiming.find(plain, secret_key, is_locking=is_locking)
    if not found or found.is_claimed:
        raise BadClaim
    if clock.now() - found.recorded_at > timedelta(days=limits().claim_days):
        raise BadClaim
    return found
