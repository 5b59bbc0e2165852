"""Rewards over the API: listed, looked up, handed out once."""

import pytest

from app.core import db, tenancy
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward, RewardKind
from app.rewards import actions, queries
from tests.web.api.conftest import Software
from tests.world import World, sell


@pytest.fixture
def award(world: World) -> queries.AwardView:
    """A cappuccino that the coffee shop's member has ordered."""
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=PointsRules(
                rewards=(Reward(name="Капучино", points=50, kind=RewardKind.ITEM),)
            ),
            actor="system",
        )
    sell(shop, shop.member, amount_minor=2000_00)
    with tenancy.scope(shop.business_id), db.writing():
        award_id = actions.order(
            card_id=shop.member.card_id, reward_key="капучино", actor="holder"
        )
        return queries.award(award_id)


def test_what_waits_is_listed(
    coffee: Software, award: queries.AwardView, world: World
) -> None:
    number = world.coffee.member.number
    (told,) = coffee.call("GET", f"/cards/{number}/awards", status=200).json["awards"]  # type: ignore[index]
    assert (told["code"], told["name"], told["points"]) == (award.code, "Капучино", 50)
    assert told["expires_at"] == "2026-03-31T21:00:00+00:00"


def test_it_is_handed_out_once(coffee: Software, award: queries.AwardView) -> None:
    path = f"/awards/{award.spoken}/redemptions"
    done = coffee.call("POST", path, {}, status=201)
    assert done.json["state"] == "redeemed"  # type: ignore[index]
    again = coffee.call("POST", path, {}, status=409)
    assert again.json["code"] == "award_used"  # type: ignore[index]


def test_an_unknown_code_is_not_found_and_guesses_are_counted(
    coffee: Software,
) -> None:
    for _ in range(30):
        coffee.call("GET", "/awards/ABCD-EFGH", status=404)
    coffee.call("GET", "/awards/ABCD-EFGH", status=429)


def test_a_body_that_says_more_is_refused(
    coffee: Software, award: queries.AwardView
) -> None:
    path = f"/awards/{award.code}/redemptions"
    coffee.call("POST", path, {"name": "x"}, status=422)
