"""Rewards in the form of a card: kinds, limits, and a row that is free."""

import pytest

from app.programmes.rules import Reward, RewardKind
from tests.web.office.conftest import Office
from tests.web.office.test_programme import opened, rules_form, versions
from tests.world import World

LIMITED = {
    "reward_1_name": "Ten off",
    "reward_1_points": "100",
    "reward_1_kind": "discount",
    "reward_1_discount": "10.50",
    "reward_1_per_person": "5",
    "reward_1_per_day": "2",
    "reward_1_stock": "1 000",
    "reward_2_name": "Haircut",
    "reward_2_points": "900",
    "reward_2_kind": "service",
}


def test_kinds_and_limits_of_rewards_are_kept(office: Office, world: World) -> None:
    page = opened(office).submit(LIMITED, status=303)
    assert versions(world)[0].rules.rewards == (
        Reward(
            name="Ten off",
            points=100,
            kind=RewardKind.DISCOUNT,
            discount_minor=10_50,
            per_person=5,
            per_day=2,
            stock=1000,
        ),
        Reward(name="Haircut", points=900, kind=RewardKind.SERVICE),
    )
    stored = rules_form(page).values
    for name, value in {**LIMITED, "reward_1_discount": "10.5"}.items():
        assert [stored[name][0].replace(" ", "")] == [value.replace(" ", "")], name


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reward_1_discount": ""}, "Write a sum"),
        ({"reward_1_discount": "-1"}, "Write a sum"),
        ({"reward_1_per_day": "6"}, "no more than one person can get in all"),
        ({"reward_1_per_person": "x"}, "Write a whole number"),
        ({"reward_1_stock": "0"}, "Write a whole number"),
        ({"reward_1_kind": "money"}, "Not a valid choice"),
        ({"reward_2_name": "Ten off"}, "Give each reward another name"),
    ],
)
def test_wrong_limits_are_refused_and_kept(
    office: Office, world: World, wrong: dict[str, str], words: str
) -> None:
    page = opened(office).submit({**LIMITED, **wrong}, status=422)
    assert words in page.text
    kept = rules_form(page).values
    for name, value in {**LIMITED, **wrong}.items():
        if name != "reward_1_kind":
            assert kept[name] == [value]
    assert versions(world)[0].rules.rewards == ()


def test_a_discount_s_sum_counts_for_a_discount_only(
    office: Office, world: World
) -> None:
    changed = {**LIMITED, "reward_1_kind": "gift"}
    opened(office).submit(changed, status=303)
    assert versions(world)[0].rules.rewards[0].discount_minor is None


def test_a_free_row_is_always_there(office: Office, world: World) -> None:
    form = opened(office)
    assert "reward_4_name" not in form.names
    full = {f"reward_{n}_name": f"R{n}" for n in (1, 2, 3)}
    full |= {f"reward_{n}_points": str(n) for n in (1, 2, 3)}
    page = form.submit(full, status=303)
    more = {"reward_4_name": "R4", "reward_4_points": "4"}
    rules_form(page).submit(more, status=303)
    assert [r.name for r in versions(world)[0].rules.rewards] == [
        "R1",
        "R2",
        "R3",
        "R4",
    ]
