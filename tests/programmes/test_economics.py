"""What rules cost and promise, by the examples of the key figures."""

from fractions import Fraction

import pytest

from app.programmes import economics
from app.programmes.economics import Goal
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward
from app.programmes.tiers import Tier

MARGIN = Fraction(40, 100)


def test_k10_the_cost_share_counts_what_is_spent() -> None:
    share = economics.cost_share(
        discount=Fraction(0), earned=Fraction(5, 100), spent_basis_points=75_00
    )
    assert share == Fraction(375, 10_000)


def test_k19_points_of_five_percent_break_even_at_ten_point_three() -> None:
    uplift = economics.uplift(Fraction(375, 10_000), MARGIN)
    assert uplift is not None
    assert round(float(uplift) * 100, 1) == 10.3


def test_k19_a_flat_discount_of_five_percent_needs_fourteen_point_three() -> None:
    cost = economics.cost_share(
        discount=Fraction(5, 100), earned=Fraction(0), spent_basis_points=75_00
    )
    uplift = economics.uplift(cost, MARGIN)
    assert uplift is not None
    assert round(float(uplift) * 100, 1) == 14.3


@pytest.mark.parametrize("cost", [Fraction(40, 100), Fraction(1, 2)])
def test_k19_what_costs_the_whole_margin_never_pays(cost: Fraction) -> None:
    assert economics.uplift(cost, MARGIN) is None


def test_the_first_goal_is_the_cheapest_reward() -> None:
    rules = PointsRules(
        rewards=(Reward(name="Завтрак", points=400), Reward(name="Кофе", points=150))
    )
    assert economics.first_goal(rules) == Goal(name="Кофе", points=150)


def test_the_first_goal_of_a_growing_discount_is_its_first_step() -> None:
    later = Tier(from_minor=5_000_00, share_basis_points=3_00)
    assert economics.first_goal(DiscountRules(tiers=(later,))) == Goal(
        name="", bought_minor=5_000_00
    )


def test_what_is_given_at_once_is_no_goal() -> None:
    assert economics.first_goal(DiscountRules()) is None
    assert economics.first_goal(PointsRules()) is None


@pytest.mark.parametrize(
    ("points", "visits"), [(50, 3), (49, 4), (150, 1), (151, 1), (0, None)]
)
def test_visits_to_a_reward(points: int, visits: int | None) -> None:
    goal = Goal(name="Кофе", points=150)
    assert economics.visits_to(goal, points=points, cheque_minor=1) == visits


def test_k20_weeks_count_from_the_first_purchase() -> None:
    assert economics.weeks(6, Fraction(7)) == 5
    assert economics.weeks(1, Fraction(7)) == 0


@pytest.mark.parametrize(
    ("life", "owed"),
    [({}, 2_500), ({"life_months": 6}, 1_250), ({"life_days": 73}, 500)],
)
def test_what_is_owed_after_a_year(life: dict[str, int], owed: int) -> None:
    rules = PointsRules(**life)  # type: ignore[arg-type]
    assert (
        economics.outstanding(
            granted_minor=10_000, spent_basis_points=75_00, rules=rules
        )
        == owed
    )
