"""More points for chosen goods and hours: row 4, row 18, E42."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.programmes.boosts import Boost
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.purchases import Bought, Purchase
from app.programmes.rules import InvalidRules
from app.programmes.windows import Window

# A Tuesday.
NOON = datetime(2026, 5, 12, 12)  # noqa: DTZ001 - what a clock on the wall shows
OFF_PEAK = Boost(
    name="Tuesdays",
    factor_basis_points=2_00_00,
    window=Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60),
)


def earned(*boosts: Boost, at: datetime = NOON, extra: int = 0, **more: Any) -> int:
    rules = PointsRules(boosts=boosts, **more)
    coffee = Bought(paid_minor=100_00, category="Coffee", sku="C1")
    cake = Bought(paid_minor=300_00, category="Cake", quantity_milli=3_000)
    return rules.earned(
        Purchase(lines=(coffee, cake), local=at, extra_basis_points=extra)
    ).points


def test_e42_double_on_tuesday_until_the_last_second() -> None:
    assert earned(OFF_PEAK, at=NOON + timedelta(hours=4, seconds=-1)) == 40
    assert earned(OFF_PEAK, at=NOON + timedelta(hours=4)) == 20
    assert earned(OFF_PEAK, at=NOON - timedelta(seconds=1)) == 20
    assert earned(OFF_PEAK, at=NOON + timedelta(days=1)) == 20


def test_row_4_only_the_chosen_goods_earn_the_extra() -> None:
    coffee = Boost(
        name="Coffee", rate_basis_points=10_00, goods=Goods(categories=("coffee",))
    )
    assert earned(coffee) == 5 + 10 + 15


def test_row_18_points_by_the_piece_add_to_the_rate_or_replace_it() -> None:
    cake = Goods(categories=("cake",))
    added = Boost(name="Cake", item_points=7, goods=cake)
    instead = Boost(name="Cake", item_points=7, goods=cake, is_instead=True)
    assert earned(added) == 5 + 15 + 21
    assert earned(instead) == 5 + 21


def test_extras_add_up_and_never_multiply() -> None:
    twice = (OFF_PEAK, Boost(name="Party", factor_basis_points=2_00_00))
    assert earned(*twice) == 60


def test_a_level_adds_to_the_rate_and_is_doubled_with_it() -> None:
    assert earned(extra=2_00) == 28
    assert earned(OFF_PEAK, extra=2_00) == 56


def test_e45_a_piece_that_cost_nothing_earns_nothing() -> None:
    rules = PointsRules(boosts=(Boost(name="Cake", item_points=7),))
    free = Purchase(lines=(Bought(paid_minor=0, quantity_milli=2_000),), local=NOON)
    assert rules.earned(free).points == 0


def test_steps_take_points_by_the_piece_only() -> None:
    by_piece = Boost(name="Cake", item_points=1)
    assert PointsRules(step_minor=50_00, boosts=(by_piece,)).boosts == (by_piece,)
    with pytest.raises(InvalidRules):
        PointsRules(step_minor=50_00, boosts=(OFF_PEAK,))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"factor_basis_points": 2_00_00, "item_points": 1},
        {"factor_basis_points": 9_999},
        {"factor_basis_points": 2_00_00, "is_instead": True},
        {"rate_basis_points": 10_001},
        {"item_points": -1},
        {"item_points": True},
        {"item_points": 1, "name": " "},
        {"item_points": 1, "name": "a\x00"},
    ],
)
def test_a_boost_does_exactly_one_thing(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRules) as refused:
        Boost(**{"name": "x"} | values)
    assert refused.value.field == "boosts"


def test_two_of_one_name_would_not_be_told_apart() -> None:
    with pytest.raises(InvalidRules):
        PointsRules(boosts=(OFF_PEAK, OFF_PEAK))
