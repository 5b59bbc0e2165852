"""Rules as data: checks, strict JSON, rewards."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.kinds.points import PointsRules
from app.programmes.rules import (
    BOUNDS,
    InvalidRules,
    LifeEnd,
    RefundMode,
    Reward,
    RewardKind,
    Rounding,
    next_reward,
)
from app.programmes.stored import from_json, to_json

FULL = PointsRules(
    rate_basis_points=350,
    rounding=Rounding.HALF_UP,
    hold_days=14,
    life_months=12,
    life_end=LifeEnd.QUARTER,
    spend_share_basis_points=3000,
    spend_max_points=500,
    min_receipt_minor=300_00,
    min_line_money_minor=1_00,
    excluded_categories=("Табак", "доставка"),
    excluded_skus=("0001",),
    refund_mode=RefundMode.FLOOR,
    debt_limit=1000,
    rewards=(Reward(name="Капучино", points=250), Reward(name="Десерт", points=400)),
)


def test_json_comes_back_the_same() -> None:
    text = json.dumps(to_json(FULL))
    assert from_json("points", json.loads(text)) == FULL


def test_missing_fields_take_their_defaults() -> None:
    assert from_json("points", {"rate_basis_points": 700}) == PointsRules(
        rate_basis_points=700
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", "red"),
        ("rate_basis_points", 10_001),
        ("rate_basis_points", -1),
        ("rate_basis_points", 5.0),
        ("rate_basis_points", True),
        ("rate_basis_points", None),
        ("rate_basis_points", "500"),
        ("rounding", "banker"),
        ("rounding", 1),
        ("life_end", "year"),
        ("refund_mode", None),
        ("life_months", 0),
        ("point_value_minor", 0),
        ("spend_max_points", 0),
        ("excluded_categories", "tobacco"),
        ("excluded_categories", [""]),
        ("excluded_categories", [7]),
        ("excluded_skus", ["x" * 101]),
        ("excluded_skus", ["a\x00b"]),
        ("rewards", [{"name": "Coffee"}]),
        ("rewards", [{"name": "Coffee", "points": 0}]),
        ("rewards", ["Coffee"]),
        ("rewards", [{"name": "A", "points": 1}, {"name": "A", "points": 2}]),
        ("rewards", [{"name": "A", "points": 1, "colour": "red"}]),
        ("rewards", [{"name": "A", "points": 1, "kind": "money"}]),
        ("rewards", [{"name": "A", "points": 1, "kind": None}]),
        ("rewards", [{"name": "A", "points": 1, "kind": "discount"}]),
        ("rewards", [{"name": "A", "points": 1, "discount_minor": 100}]),
        ("rewards", [{"name": "A", "points": 1, "per_person": 0}]),
        ("rewards", [{"name": "A", "points": 1, "per_day": 2.0}]),
        ("rewards", [{"name": "A", "points": 1, "stock": True}]),
        ("rewards", [{"name": "A", "points": 1, "per_person": 1, "per_day": 2}]),
    ],
)
def test_wrong_json_is_refused_by_field(field: str, value: Any) -> None:
    with pytest.raises(InvalidRules) as refusal:
        from_json("points", {field: value})
    assert refusal.value.field == field


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidRules):
        from_json("postcards", {})


def test_life_is_in_months_or_in_days() -> None:
    with pytest.raises(InvalidRules):
        PointsRules(life_months=1, life_days=30)


@pytest.mark.parametrize(
    "wrong", [{"life_days": 14, "hold_days": 14}, {"life_months": 1, "hold_days": 28}]
)
def test_points_may_not_end_before_they_can_be_spent(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidRules):
        PointsRules(**wrong)


@given(st.sampled_from(sorted(BOUNDS)), st.integers())
def test_every_number_has_bounds(field: str, value: int) -> None:
    low, high = BOUNDS[field]
    if low <= value <= high:
        assert getattr(PointsRules(**{field: value}), field) == value
    else:
        with pytest.raises(InvalidRules):
            PointsRules(**{field: value})


def test_exclusion_ignores_case_and_spaces() -> None:
    assert FULL.is_excluded(category=" табак", sku="")
    assert FULL.is_excluded(category="", sku="0001")
    assert not FULL.is_excluded(category="кофе", sku="2")
    assert not FULL.is_excluded(category="", sku="")


def test_next_reward_is_the_cheapest_out_of_reach() -> None:
    reward = next_reward(FULL.rewards, 249)
    assert reward is not None
    assert (reward.name, reward.missing) == ("Капучино", 1)
    reward = next_reward(FULL.rewards, 250)
    assert reward is not None
    assert (reward.name, reward.missing) == ("Десерт", 150)
    assert next_reward(FULL.rewards, 400) is None


def test_rewards_of_before_kinds_are_presents_without_limits() -> None:
    rules = from_json("points", {"rewards": [{"name": "Coffee", "points": 150}]})
    assert rules.rewards == (Reward(name="Coffee", points=150),)
    assert rules.rewards[0].kind is RewardKind.GIFT


def test_rewards_come_back_as_they_were_stored() -> None:
    rules = PointsRules(
        rewards=(
            Reward(
                name="Ten off",
                points=100,
                kind=RewardKind.DISCOUNT,
                discount_minor=10_00,
                per_person=5,
                per_day=1,
                stock=40,
            ),
            Reward(name="Haircut", points=900, kind=RewardKind.SERVICE),
        )
    )
    stored = json.loads(json.dumps(to_json(rules)))
    assert from_json("points", stored) == rules
