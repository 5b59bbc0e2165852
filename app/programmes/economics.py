"""What rules cost and what they promise: shares, break-even, time to a reward (K9–K20).

Pure arithmetic in whole numbers and fractions; where money comes from is decided by
whoever asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from app.programmes.checking import BASIS
from app.programmes.rules import CardRules

YEAR_MONTHS = 12
YEAR_DAYS = 365
WEEK_DAYS = 7
TOO_LONG_WEEKS = 8
"""A first reward that is further away than this is not felt to be attainable."""
MANY_VISITS = 10_000


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The first thing to look forward to: so many units, or so much money spent."""

    name: str
    points: int = 0
    bought_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How somebody buys: the usual cheque, and the days from one to the next."""

    cheque_minor: int
    gap_days: Fraction


def first_goal(rules: CardRules) -> Goal | None:
    """The nearest reward, or the first step of a discount; None: nothing to wait for."""
    if rules.rewards:
        nearest = min(rules.rewards, key=lambda reward: reward.points)
        return Goal(name=nearest.name, points=nearest.points)
    ahead = [tier for tier in rules.tiers if tier.from_minor]
    if ahead and len(ahead) == len(rules.tiers):
        return Goal(name="", bought_minor=ahead[0].from_minor)
    return None


def visits_to(goal: Goal, *, points: int, cheque_minor: int) -> int | None:
    """The purchase that reaches a goal, when each earns ``points``; None: never."""
    much, each = (
        (goal.points, points) if goal.points else (goal.bought_minor, cheque_minor)
    )
    if each <= 0:
        return None
    visits = -(-much // each)
    return visits if visits <= MANY_VISITS else None


def weeks(visits: int, gap_days: Fraction) -> Fraction:
    """From the first purchase to the ``visits``-th (K20)."""
    return (visits - 1) * gap_days / WEEK_DAYS


def usual(values: Iterable[Fraction]) -> Fraction:
    """The median; of two in the middle the lower one."""
    return median_low(values)


def back_share(*, total_minor: int, back_minor: int) -> Fraction:
    """Which part of the prices comes back, by whatever way."""
    return Fraction(back_minor, total_minor) if total_minor else Fraction(0)


def cost_share(
    *, discount: Fraction, earned: Fraction, spent_basis_points: int
) -> Fraction:
    """What the programme costs of the sales: discounts at once, points as spent (K10)."""
    return discount + earned * Fraction(spent_basis_points, BASIS)


def uplift(cost: Fraction, margin: Fraction) -> Fraction | None:
    """How much more has to be sold to earn as before (K19); None: never."""
    return cost / (margin - cost) if margin > cost else None


def outstanding(
    *, granted_minor: int, spent_basis_points: int, rules: CardRules
) -> int:
    """What is owed a year from now, of what is granted evenly over that year.

    What is not spent stays until it ends; what has ended is owed to nobody.
    """
    kept = Fraction(BASIS - spent_basis_points, BASIS) * granted_minor
    return int(kept * min(Fraction(1), _life(rules)))


def _life(rules: CardRules) -> Fraction:
    """The life of what is earned, in years."""
    if rules.life_months is not None:
        return Fraction(rules.life_months, YEAR_MONTHS)
    if rules.life_days is not None:
        return Fraction(rules.life_days, YEAR_DAYS)
    return Fraction(1)
