"""What happened, for those who tell the guest after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BalanceAdjusted:
    """A balance was changed by hand, or such a change was taken back."""

    business_id: int
    card_id: int
    adjustment_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved:
    """A check of a card was opened, or decided."""

    business_id: int
    card_id: int
    case_id: int
