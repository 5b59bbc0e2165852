"""Points for money: E07, E40's rounding, E44, R6 and R10 as arithmetic."""

from datetime import datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.boosts import Boost
from app.programmes.earning import earn, earn_steps, unearn_steps
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.purchases import Bought, Purchase, Reduced
from app.programmes.rules import Rounding

FIVE = PointsRules()
STAMPS = PointsRules(step_minor=50_00)
amounts = st.integers(0, 10_000_000)
any_rules = st.builds(
    PointsRules,
    rate_basis_points=st.integers(0, 10_000),
    rounding=st.sampled_from(Rounding),
    point_value_minor=st.integers(1, 1000),
)


NOON = datetime(2026, 5, 12, 12)  # noqa: DTZ001 - what a clock on the wall shows
boosts = st.one_of(
    st.builds(
        Boost, name=st.just("a"), factor_basis_points=st.integers(10_000, 90_000)
    ),
    st.builds(
        Boost,
        name=st.just("a"),
        rate_basis_points=st.integers(1, 10_000),
        goods=st.just(Goods(skus=("2",))),
        is_instead=st.booleans(),
    ),
    st.builds(
        Boost,
        name=st.just("a"),
        item_points=st.integers(1, 50),
        goods=st.just(Goods(skus=("1", "2"))),
        is_instead=st.booleans(),
    ),
)
lifted_rules = st.builds(
    PointsRules,
    rate_basis_points=st.integers(0, 10_000),
    rounding=st.sampled_from(Rounding),
    point_value_minor=st.integers(1, 1000),
    boosts=st.lists(boosts, max_size=1).map(tuple),
)


def purchase(lines: dict[int, int]) -> Purchase:
    """Lines by their article, which is their place."""
    return Purchase(
        lines=tuple(
            Bought(paid_minor=amount, sku=str(place)) for place, amount in lines.items()
        ),
        local=NOON,
    )


@pytest.mark.parametrize(
    ("rounding", "points"),
    [(Rounding.FLOOR, 49), (Rounding.HALF_UP, 50), (Rounding.CEIL, 50)],
)
def test_e07_rounds_once_per_receipt(rounding: Rounding, points: int) -> None:
    assert earn(999_99, PointsRules(rounding=rounding)) == points


def test_half_up_and_ceil_differ_below_a_half() -> None:
    assert earn(9_80, PointsRules(rounding=Rounding.HALF_UP)) == 0
    assert earn(9_80, PointsRules(rounding=Rounding.CEIL)) == 1
    assert earn(10_00, PointsRules(rounding=Rounding.HALF_UP)) == 1


def test_rate_is_by_value_of_a_point() -> None:
    assert earn(10_00, PointsRules(point_value_minor=1)) == 50


def test_e40_rate_of_9850() -> None:
    assert earn(9_850_00, FIVE) == 492


def test_e44_steps_carry_over() -> None:
    assert earn_steps(30_00, 0, STAMPS) == (0, 30_00)
    assert earn_steps(20_00, 30_00, STAMPS) == (1, 0)
    assert earn_steps(130_00, 0, STAMPS) == (2, 30_00)


@given(amounts, amounts, any_rules)
def test_more_money_never_earns_less(a: int, b: int, rules: PointsRules) -> None:
    assert earn(min(a, b), rules) <= earn(max(a, b), rules)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=4), lifted_rules)
def test_r6_e07_refunds_in_any_order_total_the_same(
    amounts: list[int], rules: PointsRules
) -> None:
    bought = dict(enumerate(amounts))
    earned = rules.earned(purchase(bought)).points
    for order in permutations(bought):
        clawed, left = 0, dict(bought)
        for place in order:
            returned = {place: left.pop(place)}
            clawed += rules.unearned(
                Reduced(
                    remaining=purchase(left),
                    returned=purchase(returned),
                    earned_points=earned,
                    clawed_points=clawed,
                    carried_minor=0,
                )
            ).points
            assert earned - clawed == rules.earned(purchase(left)).points
        assert clawed == earned


@given(st.data(), st.lists(st.integers(1, 20_000), min_size=1, max_size=6))
def test_steps_never_print_points(data: st.DataObject, lines: list[int]) -> None:
    """Points and carry always stand for exactly the money that stayed."""
    carry, points, bought = 0, 0, []
    for amount in lines:
        earned, carry = earn_steps(amount, carry, STAMPS)
        points += earned
        bought.append((amount, earned))
    for amount, earned in data.draw(st.permutations(bought)):
        taken, carry = unearn_steps(amount, carry, earned, STAMPS)
        assert 0 <= taken <= earned
        points -= taken
        assert carry < STAMPS.step_minor
    assert points * STAMPS.step_minor + carry == 0


def test_steps_returning_the_carried_money_costs_the_next_purchase() -> None:
    earned, carry = earn_steps(20_00, 30_00, STAMPS)
    taken, carry = unearn_steps(30_00, carry, 0, STAMPS)
    assert (earned, taken, carry) == (1, 0, -30_00)
    assert earn_steps(79_99, carry, STAMPS) == (0, 49_99)
