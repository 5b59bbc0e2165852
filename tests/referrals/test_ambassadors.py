"""Who has brought many gets more; chains and crowds are looked at first (row 6, R17)."""

from dataclasses import replace

import pytest
from flask import Flask

from app.core import tenancy
from app.programmes.checking import InvalidRules
from app.programmes.referral import Ambassador, Referral
from app.referrals import ambassadors, links
from app.referrals.ambassadors import Progress
from tests.conftest import Clock
from tests.referrals.bringing import (
    TERMS,
    bring,
    buy,
    give_back,
    link_of,
    of,
    promise,
)
from tests.world import World

MORE = replace(
    TERMS, ambassador=Ambassador(friends=2, days=100, bringer_points=300, name="Посол")
)


def standing(world: World, terms: Referral = MORE) -> Progress | None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        return ambassadors.progress(shop.member.member_id, terms)


def test_the_third_friend_brings_more_once_two_are_paid(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promise(shop, MORE)
    first = [bring(shop), bring(shop)]
    for friend in first:
        buy(shop, friend, 600_00)
    hasty = bring(shop)
    buy(shop, hasty, 600_00)
    assert [of(shop, each).bringer_points for each in (*first, hasty)] == [200] * 3
    assert standing(world) == Progress(
        name="Посол", paid=0, friends=2, days=100, points=300
    )
    clock.advance(days=15)
    found = standing(world)
    assert found is not None
    assert (found.paid, found.is_reached, found.missing) == (3, True, 0)
    late = bring(shop)
    buy(shop, late, 600_00)
    assert of(shop, late).bringer_points == 300
    assert of(shop, late).friend_points == 100
    # Those days are over: the next friend brings what anybody's brings.
    clock.advance(days=101)
    assert standing(world, replace(MORE)).paid == 1  # type: ignore[union-attr]
    last = bring(shop)
    buy(shop, last, 600_00)
    assert of(shop, last).bringer_points == 200


def test_a_friend_whose_purchase_came_back_counts_no_more(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promise(shop, MORE)
    friends = [bring(shop), bring(shop)]
    receipts = [buy(shop, friend, 600_00) for friend in friends]
    clock.advance(days=15)
    give_back(shop, receipts[0])
    found = standing(world)
    assert found is not None
    assert (found.paid, found.missing) == (1, 1)
    third = bring(shop)
    buy(shop, third, 600_00)
    assert of(shop, third).bringer_points == 200


def test_without_such_terms_there_is_nothing_to_reach(world: World) -> None:
    assert standing(world, TERMS) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"friends": 0},
        {"friends": 101},
        {"days": 0},
        {"bringer_points": 200},
        {"bringer_points": 0},
        {"name": "x" * 41},
        {"name": "a\nb"},
        {"name": "  "},
    ],
)
def test_terms_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    own = {"friends": 2, "bringer_points": 300, **wrong}
    with pytest.raises(InvalidRules):
        replace(TERMS, ambassador=Ambassador(**own))  # type: ignore[arg-type]


def test_e25_a_quick_chain_is_held(app: Flask, world: World, clock: Clock) -> None:
    """A → B → C within hours: C's reward waits for a look, B's does not."""
    shop = world.coffee
    promise(shop)
    second = bring(shop)
    clock.advance(hours=5)
    third = bring(shop, code=link_of(shop, second))
    buy(shop, second, 600_00)
    buy(shop, third, 600_00)
    assert of(shop, second).state == "given"
    assert (of(shop, third).state, of(shop, third).reasons) == ("held", ["chain"])
    clock.advance(hours=7)
    fourth = bring(shop, code=link_of(shop, second))
    buy(shop, fourth, 600_00)
    assert of(shop, fourth).state == "given"


def test_e25_a_crowd_of_one_hour_is_held_from_the_sixth_on(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    promise(shop)
    crowd = [bring(shop) for _ in range(links.CROWD + 1)]
    for friend in crowd:
        buy(shop, friend, 600_00)
    states = [of(shop, friend).state for friend in crowd]
    assert states == ["given"] * links.CROWD + ["held"]
    assert of(shop, crowd[-1]).reasons == ["burst"]
    clock.advance(hours=2)
    later = bring(shop)
    assert of(shop, later).signals == []
