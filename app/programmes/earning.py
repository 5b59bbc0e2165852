"""How many points a receipt earns, and what a return takes back (R5, R6, R10, E44)."""

from enum import StrEnum
from typing import Protocol

from app.core import money
from app.programmes.boosts import Boost, item_points, rate_of
from app.programmes.checking import BASIS
from app.programmes.purchases import Bought, Earned, Purchase, Reduced, Unearned


class Rounding(StrEnum):
    """How the points of one receipt become whole (R10)."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"


class EarningRules(Protocol):
    """What the arithmetic asks of rules; ``programmes.rules.CardRules`` says it."""

    @property
    def rate_basis_points(self) -> int:
        """Part of the money that comes back, by value."""

    @property
    def step_minor(self) -> int:
        """When not zero, one point per step instead of a rate."""

    @property
    def rounding(self) -> Rounding:
        """How points become whole."""

    @property
    def point_value_minor(self) -> int:
        """What a point is worth."""

    @property
    def boosts(self) -> tuple[Boost, ...]:
        """What chosen goods earn more."""


def earn(base_minor: int, rules: EarningRules) -> int:
    """Points for ``base_minor`` really paid, by the rate; rounded once (R10).

    The rate is by value: 5% of 100.00 are 5 points of 1.00 or 500 points of 0.01.
    """
    return _rounded(
        base_minor * rules.rate_basis_points, BASIS * rules.point_value_minor, rules
    )


def earn_steps(
    base_minor: int, carried_minor: int, rules: EarningRules
) -> tuple[int, int]:
    """Points for whole steps, and the money carried to the next receipt (E44).

    ``carried_minor`` is below zero after refunds that took back more than one receipt
    had earned; then new money fills that gap first.
    """
    money_minor = base_minor + carried_minor
    points = max(0, money_minor // rules.step_minor)
    return points, money_minor - points * rules.step_minor


def earned(purchase: Purchase, rules: EarningRules) -> Earned:
    """What a purchase earns: by steps, or by a rate of its own for every line.

    Points are rounded once for the whole receipt (R10); points by the piece are whole.
    """
    pieces = _by_the_piece(purchase, rules)
    if rules.step_minor:
        points, carry = earn_steps(purchase.base_minor, purchase.carried_minor, rules)
        return Earned(points=points + pieces, carried_minor=carry)
    points = _rounded(
        sum(
            line.paid_minor * _rate(line, purchase, rules)
            for line in purchase.lines
            if line.paid_minor
        ),
        BASIS * BASIS * rules.point_value_minor,
        rules,
    )
    return Earned(points=points + pieces, carried_minor=purchase.carried_minor)


def unearned(back: Reduced, rules: EarningRules) -> Unearned:
    """What a return takes back, so that the receipt keeps earned(remaining) (R6, E07).

    Only what remains counts, so the order of partial returns cannot change the total.
    """
    if not rules.step_minor:
        kept = earned(back.remaining, rules).points
        return Unearned(
            points=max(0, back.left_points - kept), carried_minor=back.carried_minor
        )
    pieces = _by_the_piece(back.returned, rules)
    stepped = back.left_points - pieces - _by_the_piece(back.remaining, rules)
    points, carry = unearn_steps(
        back.returned.base_minor, back.carried_minor, max(0, stepped), rules
    )
    return Unearned(points=points + pieces, carried_minor=carry)


def carried_undone(back: Reduced, rules: EarningRules) -> int:
    """The card's carry once a whole receipt never was; all its points go (E44)."""
    if not rules.step_minor:
        return back.carried_minor
    stepped = back.earned_points - _by_the_piece(back.returned, rules)
    return back.carried_minor - back.returned.base_minor + stepped * rules.step_minor


def unearn_steps(
    returned_minor: int, carried_minor: int, left_points: int, rules: EarningRules
) -> tuple[int, int]:
    """Points to take back when ``returned_minor`` comes back, and the new carry.

    ``left_points`` is what the receipt earned and still has. Points and carry together
    always stand for the money that stayed, so buying and returning prints nothing.
    """
    carry = carried_minor - returned_minor
    missing = -(carry // rules.step_minor) if carry < 0 else 0
    points = min(missing, left_points)
    return points, carry + points * rules.step_minor


def lifting(line: Bought, purchase: Purchase, rules: EarningRules) -> tuple[Boost, ...]:
    """The boosts that hold for a line, in the order of the rules."""
    if not rules.boosts:
        return ()
    return tuple(boost for boost in rules.boosts if boost.lifts(line, purchase.local))


def _rate(line: Bought, purchase: Purchase, rules: EarningRules) -> int:
    usual = rules.rate_basis_points + purchase.extra_basis_points
    return rate_of(usual, lifting(line, purchase, rules))


def _by_the_piece(purchase: Purchase, rules: EarningRules) -> int:
    if not rules.boosts:
        return 0
    return sum(
        item_points(line, lifting(line, purchase, rules)) for line in purchase.lines
    )


def _rounded(value: int, unit: int, rules: EarningRules) -> int:
    if rules.rounding is Rounding.HALF_UP:
        return money.divide_half_up(value, unit)
    if rules.rounding is Rounding.CEIL:
        return -(-value // unit)
    return value // unit
