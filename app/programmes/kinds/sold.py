"""What all cards have in common that are sold or given one by one.

They earn nothing by themselves, their price is paid in money, and their life is a
period of calendar days in the zone of the place that sold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from app.core import money
from app.programmes.rules import (
    BOUNDS,
    MAX_POINTS,
    Bounds,
    CardRules,
    InvalidRules,
)

NOTHING_EARNED: Mapping[str, object] = MappingProxyType(
    {"rate_basis_points": 0, "step_minor": 0, "hold_days": 0, "referral": None}
)


@dataclass(frozen=True, kw_only=True)
class SoldRules(CardRules):
    """Rules of a card with a price.

    Attributes:
        price_minor: what it costs; zero: it is only given.
    """

    rate_basis_points: int = 0
    unprotected_spend_points: int = MAX_POINTS
    static_spend_points: int = MAX_POINTS
    price_minor: int = 0

    fixed: ClassVar[Mapping[str, object]] = NOTHING_EARNED
    bounds: ClassVar[Bounds] = MappingProxyType(
        {**BOUNDS, "price_minor": (0, money.MAX_MINOR)}
    )

    def first_day(self, sold_on: date) -> date | None:
        """The day on which its period begins; None: it is not known at the sale."""
        return sold_on

    def last_day(self, first: date) -> date | None:
        """The last day of the period that begins on ``first``; None: it has no end."""
        del first
        return None


def last_of(first: date, days: int, paused: int = 0) -> date:
    """The last day of ``days`` days from ``first``, without the ``paused`` ones."""
    return first + timedelta(days=days + paused - 1)


def unused_share(price_minor: int, used: int, whole: int) -> int:
    """What is paid back when ``used`` of ``whole`` equal parts are used (E20, E30).

    What was used is rounded half up to the kopeck (R10), the rest is given back.
    """
    used = min(max(used, 0), whole)
    return price_minor - money.divide_half_up(price_minor * used, whole)


def check_flag(name: str, value: Any) -> None:
    """Refuse what is neither true nor false; raises InvalidRules of ``name``."""
    if not isinstance(value, bool):
        raise InvalidRules(name)
