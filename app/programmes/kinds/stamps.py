"""A stamp card: so many purchases, and the next one is a gift (row 111; E19, E44)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from app.core import money
from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.kinds.kind import Kind
from app.programmes.purchases import Bought, Earned, Purchase, Reduced, Unearned
from app.programmes.rules import (
    BOUNDS,
    Bounds,
    CardRules,
    InvalidRules,
    RefundMode,
    Reward,
)

USUAL = 6


class StampPer(StrEnum):
    """What one stamp is given for."""

    RECEIPT = "receipt"
    ITEM = "item"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True)
class StampsRules(CardRules):
    """Rules of a stamp card; its one reward comes by itself when the card is full.

    Attributes:
        stamp_per: one stamp per receipt, per piece, or per ``step_minor`` of money with
            the rest carried over (E44).
        goods: which goods count.
        stamp_from_minor: least money for them on a receipt that is stamped.
    """

    rate_basis_points: int = 0
    spend_share_basis_points: int = 0
    rewards: tuple[Reward, ...] = (Reward(name="Gift", points=USUAL),)
    stamp_per: StampPer = StampPer.RECEIPT
    goods: Goods = field(default_factory=Goods)
    stamp_from_minor: int = 0

    fixed: ClassVar[Mapping[str, object]] = MappingProxyType(
        {
            "rate_basis_points": 0,
            "spend_share_basis_points": 0,
            "hold_days": 0,
            "boosts": (),
            # A stamp that was used up has to be owed, or returns would print gifts.
            "refund_mode": RefundMode.DEBT,
            "debt_limit": None,
        }
    )
    bounds: ClassVar[Bounds] = MappingProxyType(
        {**BOUNDS, "stamp_from_minor": (0, money.MAX_MINOR)}
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules, also for a card that is never full or never ends."""
        super().__post_init__()
        if len(self.rewards) != 1:
            raise InvalidRules("rewards")
        (reward,) = self.rewards
        if reward.per_person or reward.per_day or reward.stock:
            raise InvalidRules("rewards")
        if (self.stamp_per is StampPer.AMOUNT) is (self.step_minor == 0):
            raise InvalidRules("step_minor")
        if self.stamp_from_minor and self.stamp_per is not StampPer.RECEIPT:
            raise InvalidRules("stamp_from_minor")

    @property
    def automatic(self) -> Reward:
        """The reward of a full card."""
        return self.rewards[0]

    def earned(self, purchase: Purchase) -> Earned:
        """Stamps for a purchase (E19, E44)."""
        counted = self._counted(purchase)
        if self.stamp_per is StampPer.AMOUNT:
            return super().earned(counted)
        return Earned(
            points=self._stamps(counted), carried_minor=purchase.carried_minor
        )

    def unearned(self, back: Reduced) -> Unearned:
        """What a return takes back: the receipt keeps the stamps of what stays (R6)."""
        if self.stamp_per is StampPer.AMOUNT:
            return super().unearned(self._reduced(back))
        kept = self._stamps(self._counted(back.remaining))
        return Unearned(
            points=max(0, back.left_points - kept), carried_minor=back.carried_minor
        )

    def carried_undone(self, back: Reduced) -> int:
        """The card's carry once a whole receipt never was (E44)."""
        return super().carried_undone(self._reduced(back))

    def _stamps(self, counted: Purchase) -> int:
        if self.stamp_per is StampPer.ITEM:
            return sum(line.pieces for line in counted.lines)
        is_enough = counted.base_minor >= max(1, self.stamp_from_minor)
        return 1 if is_enough else 0

    def _counted(self, purchase: Purchase) -> Purchase:
        """Only what money was paid for, and what the card is about."""
        lines = tuple(line for line in purchase.lines if self._counts(line))
        return replace(purchase, lines=lines)

    def _counts(self, line: Bought) -> bool:
        return line.paid_minor > 0 and self.goods.has(
            category=line.category, sku=line.sku
        )

    def _reduced(self, back: Reduced) -> Reduced:
        return replace(
            back,
            remaining=self._counted(back.remaining),
            returned=self._counted(back.returned),
        )


STAMPS = Kind(
    name="stamps",
    unit="stamp",
    rules=StampsRules,
    title=mark("Stamps"),
    purpose=mark("A stamp for every purchase, and a gift when the card is full."),
    guest=mark("The stamps on the card, and how many are missing for the gift."),
    art="stamps",
    parts=("stamps", "end", "excluded"),
)
