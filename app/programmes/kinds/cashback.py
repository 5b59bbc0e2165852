"""Cashback: a part of the money comes back, to the kopeck (row 20; E18)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from app.core.locales import mark
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.programmes.purchases import Earned, Purchase
from app.programmes.rules import BOUNDS, MAX_POINTS, Bounds, CardRules


@dataclass(frozen=True, kw_only=True)
class CashbackRules(CardRules):
    """Rules of a cashback card: its unit is the smallest unit of money.

    Attributes:
        month_limit_points: most that a card gets in a calendar month of the outlet;
            what goes beyond is cut off and told. Returns make room in the month of
            their sale.
    """

    point_value_minor: int = 1
    unprotected_spend_points: int = 300_00
    static_spend_points: int = 300_00
    month_limit_points: int | None = None

    fixed: ClassVar[Mapping[str, object]] = MappingProxyType(
        {"point_value_minor": 1, "step_minor": 0}
    )
    bounds: ClassVar[Bounds] = MappingProxyType(
        {**BOUNDS, "month_limit_points": (1, MAX_POINTS)}
    )

    @property
    def counts_month(self) -> bool:
        """Whether earning asks what the card has earned in this month already."""
        return self.month_limit_points is not None

    def earned(self, purchase: Purchase) -> Earned:
        """A part of the money, as far as the month has room for it (E18)."""
        made = super().earned(purchase)
        if self.month_limit_points is None:
            return made
        room = max(0, self.month_limit_points - purchase.month_points)
        given = min(made.points, room)
        return replace(made, points=given, cut_points=made.points - given)


CASHBACK = Kind(
    name="cashback",
    unit="minor",
    rules=CashbackRules,
    title=mark("Cashback"),
    purpose=mark("A part of the money comes back, in money, to the kopeck."),
    guest=mark("A sum of money that pays at the next purchase."),
    art="cashback",
    knobs=(
        Knob(
            name="month_limit_points",
            label=mark("Most cashback on a card in a month"),
            wheel=Wheel.MONEY,
            is_optional=True,
        ),
    ),
    parts=(
        "rate",
        "life",
        "spending",
        "excluded",
        "tiers",
        "promotions",
        "boosts",
        "levels",
        "actions",
        "referral",
    ),
)
