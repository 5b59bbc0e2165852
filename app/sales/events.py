"""What happened to receipts, for those who react after the commit.

``day`` is the local calendar day of the sale at its outlet (ISO), because refunds count
on the day of the sale in every figure.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ReceiptBooked:
    """A receipt was booked on a card."""

    business_id: int
    outlet_id: int
    receipt_id: int
    card_id: int
    day: str


@dataclass(frozen=True, kw_only=True)
class ReceiptRefunded:
    """Goods of a receipt came back."""

    business_id: int
    outlet_id: int
    receipt_id: int
    card_id: int
    day: str


@dataclass(frozen=True, kw_only=True)
class ReceiptUndone:
    """A receipt was undone within its first minute."""

    business_id: int
    outlet_id: int
    receipt_id: int
    card_id: int
    day: str
