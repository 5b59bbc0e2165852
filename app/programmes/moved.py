"""What those are told who turn moved points into something else, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.ids import CardId, MemberId, OutletId, ProgrammeId, ReceiptId
from app.programmes.queries import Version


class What(StrEnum):
    """What happened to the receipt."""

    BOOKED = "booked"
    REFUNDED = "refunded"
    UNDONE = "undone"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A receipt whose points have moved; its card is locked.

    ``key`` is one per receipt and change; ``version`` is the receipt's own.
    """

    what: What
    key: str
    receipt_id: ReceiptId
    outlet_id: OutletId
    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    version: Version
    zone: str
    actor: str
    occurred_at: datetime
