"""The limits of a business, and what they say of one more step: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one person may do alone, and from where on points are looked at first.

    Attributes:
        single: the largest change of a balance by hand without a second person (R16).
        daily: what one person may change by hand in a day, in all.
        card_day: purchases that earn on one card in a day without a look (E35).
        cashier_card_hour: of one cashier on one card within an hour.
        cashier_hour: of one cashier on all cards within an hour.
        device_hour: of one till or key within an hour.
        typed_percent: share of a cashier's purchases of 24 hours whose card number
            was typed rather than shown; 100 looks at none.
        refunds_after_spend: goods that were returned after their points were spent, on
            one card within 30 days.
        review_days: how long such points wait at most.
        claim_days: how long a cheque without a card can be claimed (E47).
    """

    single: int = 500
    daily: int = 1000
    card_day: int = 3
    cashier_card_hour: int = 3
    cashier_hour: int = 150
    device_hour: int = 300
    typed_percent: int = 100
    refunds_after_spend: int = 2
    review_days: int = 14
    claim_days: int = 7


DEFAULTS = Limits()
BOUNDS: Mapping[str, tuple[int, int]] = {
    "single": (0, 1_000_000),
    "daily": (0, 10_000_000),
    "card_day": (1, 1000),
    "cashier_card_hour": (1, 1000),
    "cashier_hour": (1, 100_000),
    "device_hour": (1, 100_000),
    "typed_percent": (0, 100),
    "refunds_after_spend": (0, 1000),
    "review_days": (1, 60),
    "claim_days": (1, 30),
}
TYPED_SAMPLE = 20
"""A share says nothing of fewer purchases."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much happened before this purchase, each in its own stretch of time."""

    card_day: int = 0
    cashier_card_hour: int = 0
    cashier_hour: int = 0
    device_hour: int = 0
    typed: int = 0
    shown: int = 0
    refunds_after_spend: int = 0


def limits_of(values: Mapping[str, Any]) -> Limits:
    """Stored limits; what they do not name has its default."""
    known = {each.name for each in fields(Limits)}
    return Limits(**{name: int(each) for name, each in values.items() if name in known})


def weight(amount: int, unit: str) -> int:
    """How much a change of a balance counts towards the limits, which are in points.

    Kopecks count as whole units of money, a part of one as one; all else as it is.
    """
    return -(-abs(amount) // 100) if unit == "minor" else abs(amount)


def is_alone_enough(amount: int, limits: Limits) -> bool:
    """Whether one person may change a balance by this much (E34)."""
    return abs(amount) <= limits.single


def fits_the_day(amount: int, before: int, limits: Limits) -> bool:
    """Whether one more change stays within the actor's day (E34)."""
    return before + abs(amount) <= limits.daily


def reasons_to_look(pace: Pace, limits: Limits, *, is_typed: bool) -> list[str]:
    """Why this purchase's points wait for a look; none when nothing is unusual (R17)."""
    found = [
        name
        for name in ("card_day", "cashier_card_hour", "cashier_hour", "device_hour")
        if getattr(pace, name) >= getattr(limits, name)
    ]
    if pace.refunds_after_spend > limits.refunds_after_spend:
        found.append("refunds_after_spend")
    if is_typed and _is_mostly_typed(pace, limits):
        found.append("typed_percent")
    return found


def _is_mostly_typed(pace: Pace, limits: Limits) -> bool:
    total = pace.typed + pace.shown
    return total >= TYPED_SAMPLE and pace.typed * 100 > limits.typed_percent * total
