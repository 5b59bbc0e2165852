"""A certificate pays a cheque, in part or in whole (R21; E22).

The cheque stands on the certificate's own card, or on the guest's card with the
certificate as one of its means of payment. Passes, tickets and clubs pay for nothing.
"""

from app.core import clock
from app.core.ids import CardId
from app.instruments import errors, queries
from app.instruments.queries import Held
from app.instruments.using import refuse_unless_good
from app.programmes.kinds.registry import SOLD


def check_cheque(card_id: CardId, kind: str) -> None:
    """Refuse a cheque on a card that takes none, or takes none any more.

    Cards of other kinds cost no statement. Raises TakesNoCheque, AlreadyEnded,
    OutOfTime, UsedUp.
    """
    if kind not in SOLD:
        return
    if kind != "certificate":
        raise errors.TakesNoCheque
    check_certificate(queries.held(card_id))


def check_certificate(held: Held) -> None:
    """Refuse a certificate that pays for nothing now."""
    if held.kind != "certificate":
        raise errors.TakesNoCheque
    refuse_unless_good(held, clock.now())


def share_of(held: Held, total_minor: int) -> int:
    """How much of a sum a certificate pays: all of it, or what is left on it."""
    good = held.state == "active" and held.kind == "certificate"
    return min(held.available, total_minor) if good else 0
