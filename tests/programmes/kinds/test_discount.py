"""The discount card: fixed or cumulative (rows 13 to 15; E16)."""

import json
from typing import Any

import pytest

from app.programmes.goods import Goods
from app.programmes.kinds.discount import DiscountRules
from app.programmes.rules import InvalidRules
from app.programmes.stored import from_json, to_json
from app.programmes.tiers import Tier, next_tier, tier_at

TIERS = (
    Tier(share_basis_points=3_00),
    Tier(from_minor=10_000_00, share_basis_points=5_00),
    Tier(from_minor=30_000_00, share_basis_points=7_00),
)


def test_it_earns_nothing_and_takes_something_off() -> None:
    assert DiscountRules().rate_basis_points == 0
    for wrong in ({"rate_basis_points": 100}, {"step_minor": 5}, {"tiers": ()}):
        with pytest.raises(InvalidRules) as refused:
            DiscountRules(**wrong)  # type: ignore[arg-type]
        assert refused.value.field == next(iter(wrong))


@pytest.mark.parametrize(
    ("bought", "share", "ahead"),
    [
        (9_999_99, 3_00, 10_000_00),
        (10_000_00, 5_00, 30_000_00),
        (30_000_00, 7_00, None),
    ],
)
def test_e16_the_step_that_is_reached(
    bought: int, share: int, ahead: int | None
) -> None:
    reached, following = tier_at(TIERS, bought), next_tier(TIERS, bought)
    assert reached is not None
    assert reached.share_basis_points == share
    assert (following.from_minor if following else None) == ahead


def test_below_the_first_step_there_is_none() -> None:
    assert tier_at(TIERS[1:], 9_999_99) is None


@pytest.mark.parametrize(
    "tiers",
    [
        TIERS[::-1],
        (TIERS[0], Tier(from_minor=0, share_basis_points=5_00)),
        (TIERS[0], Tier(from_minor=1, share_basis_points=3_00)),
        tuple(Tier(from_minor=n, share_basis_points=n + 1) for n in range(21)),
    ],
)
def test_steps_rise(tiers: tuple[Tier, ...]) -> None:
    with pytest.raises(InvalidRules):
        DiscountRules(tiers=tiers)


@pytest.mark.parametrize(
    "values",
    [
        {"share_basis_points": 0},
        {"share_basis_points": 10_001},
        {"share_basis_points": 5, "from_minor": -1},
    ],
)
def test_a_step_makes_sense(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRules):
        Tier(**values)


def test_it_is_stored_with_all_its_parts() -> None:
    rules = DiscountRules(tiers=TIERS, tier_goods=Goods(categories=("Books",)))
    assert from_json("discount", json.loads(json.dumps(to_json(rules)))) == rules
