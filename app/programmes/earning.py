"""How many points a receipt earns (R5, R10, E44)."""

from app.core import money
from app.programmes.rules import BASIS, CardRules, Rounding


def earn(base_minor: int, rules: CardRules) -> int:
    """Points for ``base_minor`` really paid, by the rate; rounded once (R10).

    The rate is by value: 5% of 100.00 are 5 points of 1.00 or 500 points of 0.01.
    """
    value = base_minor * rules.rate_basis_points
    unit = BASIS * rules.point_value_minor
    if rules.rounding is Rounding.HALF_UP:
        return money.divide_half_up(value, unit)
    if rules.rounding is Rounding.CEIL:
        return -(-value // unit)
    return value // unit


def earn_steps(
    base_minor: int, carried_minor: int, rules: CardRules
) -> tuple[int, int]:
    """Points for whole steps, and the money carried to the next receipt (E44).

    ``carried_minor`` is below zero after refunds that took back more than one receipt
    had earned; then new money fills that gap first.
    """
    money_minor = base_minor + carried_minor
    points = max(0, money_minor // rules.step_minor)
    return points, money_minor - points * rules.step_minor


def unearn_steps(
    returned_minor: int, carried_minor: int, left_points: int, rules: CardRules
) -> tuple[int, int]:
    """Points to take back when ``returned_minor`` comes back, and the new carry.

    ``left_points`` is what the receipt earned and still has. Points and carry together
    always stand for the money that stayed, so buying and returning prints nothing.
    """
    carry = carried_minor - returned_minor
    missing = -(carry // rules.step_minor) if carry < 0 else 0
    points = min(missing, left_points)
    return points, carry + points * rules.step_minor


def clawback(remaining_minor: int, earned: int, clawed: int, rules: CardRules) -> int:
    """Points to take back so that the receipt keeps earn(remaining base) (R6, E07).

    Only what remains counts, so the order of partial refunds cannot change the total.
    """
    return max(0, earned - clawed - earn(remaining_minor, rules))
