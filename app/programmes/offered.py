"""The cheque that discounts are asked for: what every source may know (R11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.ids import CardId, MemberId, OutletId, ProgrammeId, ReceiptId
from app.programmes.discounts import Discount, PricedLine
from app.programmes.rules import CardRules


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A cheque before its discounts.

    Attributes:
        card_id: the card that it is booked on.
        rules: the card's rules in force.
        is_entitled: whether the guest belongs to the card's audience.
        lines: the goods at the till's prices; ``is_fixed`` ones keep them.
        codes: what was typed: promo codes and passwords, each once.
        occurred_at: when it is paid.
        local: the same, by the clock of the outlet.
        source: till, api, import or demo.
    """

    card_id: CardId
    member_id: MemberId
    programme_id: ProgrammeId
    outlet_id: OutletId
    rules: CardRules
    is_entitled: bool
    lines: tuple[PricedLine, ...]
    codes: tuple[str, ...]
    occurred_at: datetime
    local: datetime
    source: str


Source = Callable[[Offered], Iterable[Discount]]
"""Says what could be taken off a cheque; reads only, in as few statements as it can.

What a typed code brings carries the code, also when it is refused.
"""


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """A discount that a booked receipt has used.

    ``source``, ``ref``, ``code`` are the discount's; ``amount_minor`` is what it took
    off. ``key`` is one per receipt and discount.
    """

    key: str
    receipt_id: ReceiptId
    outlet_id: OutletId
    card_id: CardId
    member_id: MemberId
    source: str
    ref: str
    code: str
    amount_minor: int
    actor: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """What a source does with its discounts, in the transaction of the receipt.

    ``use`` consumes one and may refuse the whole sale (of two tills at once one is
    late); ``free`` gives it back once nothing of the receipt is left (E23).
    """

    use: Callable[[Redemption], None]
    free: Callable[[Redemption], None]
