"""What part of the sales belongs to rewards not yet taken (IFRS 15, B39 to B43; E38).

Points given with a sale are a promise of their own: a part of the price is set aside for
them by their stand-alone value, the points' value times the share expected to be spent,
and becomes revenue as they are spent.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.core.money import divide_half_up

BASIS = 10_000


@dataclass(frozen=True, kw_only=True)
class Given:
    """Points given with sales, and what has become of them.

    Attributes:
        sales_minor: money paid for those sales.
        points: points given and not taken back.
        spent: how many of them have been spent.
        value_minor: what one point is worth when spent.
    """

    sales_minor: int
    points: int
    spent: int
    value_minor: int


@dataclass(frozen=True, kw_only=True)
class Deferral:
    """The price of the sales in parts, in minor units.

    Attributes:
        allocated_minor: set aside for the points.
        revenue_minor: revenue at once, for the goods.
        released_minor: of what was set aside, revenue by now.
    """

    allocated_minor: int
    revenue_minor: int
    released_minor: int

    @property
    def left_minor(self) -> int:
        """What is still owed: the contract liability."""
        return self.allocated_minor - self.released_minor


def deferral(given: Given, *, expected_then: int, expected_now: int) -> Deferral:
    """Allocate by the estimate of the time of sale, release by the present one.

    Args:
        given: the points and their sales.
        expected_then: share of points expected to be spent, in basis points, as
            estimated when they were given.
        expected_now: the same, as estimated now.
    """
    alone = Fraction(given.points * given.value_minor * expected_then, BASIS)
    whole = given.sales_minor + alone
    allocated = given.sales_minor * alone / whole if whole else Fraction()
    expected = Fraction(given.points * expected_now, BASIS)
    share = min(given.spent / expected, Fraction(1)) if expected else Fraction()
    allocated_minor = _half_up(allocated)
    return Deferral(
        allocated_minor=allocated_minor,
        revenue_minor=given.sales_minor - allocated_minor,
        released_minor=_half_up(allocated * share),
    )


def spent_share(points: int, spent: int) -> int | None:
    """K5 of points whose life is over, in basis points; None when there were none."""
    return None if points <= 0 else divide_half_up(spent * BASIS, points)


def _half_up(value: Fraction) -> int:
    return divide_half_up(value.numerator, value.denominator)
