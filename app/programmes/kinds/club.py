"""Clubs: a paid membership with benefits, and no points involved (rows 21, 23; E30)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from app.core.locales import mark
from app.programmes.goods import Goods
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.programmes.kinds.sold import NOTHING_EARNED, SoldRules, last_of, unused_share
from app.programmes.rules import BASIS, Bounds, InvalidRules, check_text

MAX_BENEFITS = 10


@dataclass(frozen=True, kw_only=True)
class ClubRules(SoldRules):
    """Rules of a club; its cards hold no value, only a period.

    Attributes:
        days: how long a membership lasts, its first day counted.
        discount_basis_points: part of the price of ``goods`` that members do not pay.
        benefits: what members are promised, in the business's own words.
        service: what staff are to do for a member, shown the moment a card is scanned.
    """

    price_minor: int = 990_00
    days: int = 30
    discount_basis_points: int = 0
    goods: Goods = field(default_factory=Goods)
    benefits: tuple[str, ...] = ()
    service: str = ""

    fixed: ClassVar[Mapping[str, object]] = NOTHING_EARNED
    bounds: ClassVar[Bounds] = MappingProxyType(
        {
            **SoldRules.bounds,
            "days": (1, 3660),
            "discount_basis_points": (0, BASIS),
        }
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        super().__post_init__()
        if len(self.benefits) > MAX_BENEFITS:
            raise InvalidRules("benefits")
        for text in self.benefits:
            check_text("benefits", text)
        if self.service:
            check_text("service", self.service)

    def last_day(self, first: date) -> date | None:
        """The last day of a membership that begins on ``first``."""
        return last_of(first, self.days)


def refund(price_minor: int, first: date, last: date, today: date) -> int:
    """What is paid back for the days that are left, today among them (E30)."""
    return unused_share(price_minor, (today - first).days, (last - first).days + 1)


CLUB = Kind(
    name="club",
    unit="admission",
    rules=ClubRules,
    title=mark("Club"),
    purpose=mark("A paid membership with a discount and a service of its own."),
    guest=mark("That they belong to it until a day, and what they are promised."),
    art="club",
    parts=("club",),
    knobs=(
        Knob(
            name="price_minor",
            label=mark("Price"),
            wheel=Wheel.MONEY,
        ),
        Knob(
            name="days",
            label=mark("How many days it lasts"),
        ),
        Knob(
            name="discount_basis_points",
            label=mark("Discount for members"),
            wheel=Wheel.PERCENT,
        ),
    ),
    is_sold=True,
)
