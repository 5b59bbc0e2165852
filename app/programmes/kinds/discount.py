"""A discount card: fixed, or growing with what was bought (rows 13 to 15; E16, E17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from app.core.locales import mark
from app.programmes.kinds.kind import Kind
from app.programmes.rules import CardRules, InvalidRules
from app.programmes.tiers import Tier


@dataclass(frozen=True, kw_only=True)
class DiscountRules(CardRules):
    """Rules of a discount card: it lowers the price and earns nothing."""

    rate_basis_points: int = 0
    tiers: tuple[Tier, ...] = (Tier(share_basis_points=5_00),)

    fixed: ClassVar[Mapping[str, object]] = MappingProxyType(
        {"rate_basis_points": 0, "step_minor": 0, "referral": None}
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules, also for a card that takes nothing off."""
        super().__post_init__()
        if not self.tiers:
            raise InvalidRules("tiers")


DISCOUNT = Kind(
    name="discount",
    unit="point",
    rules=DiscountRules,
    title=mark("Discount"),
    purpose=mark("Every purchase costs less, and the more was bought, the less."),
    guest=mark("The percentage, and how much to buy until the next one."),
    art="discount",
    parts=("discount", "excluded", "promotions", "price_levels"),
)
