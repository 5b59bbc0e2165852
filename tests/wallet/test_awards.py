"""Rewards, stamps and cashback on passes: front and back."""

from collections.abc import Iterator

import pytest

from app.core import db, tenancy
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.rules import CardRules, Reward
from app.rewards import queries
from tests.conftest import Database
from tests.wallet.test_cards import shown, texts
from tests.world import (
    Holder,
    Shop,
    World,
    create_person,
    create_programme,
    issue_card,
    sell,
)


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee chain, whose scope the test runs in."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


def card_of(shop: Shop, rules: CardRules) -> Holder:
    programme_id = create_programme(shop.business_id, rules, name="Own")  # type: ignore[arg-type]
    person = create_person(name="Anna", language="en")
    return issue_card(shop.business_id, programme_id, person_id=person)


def test_a_stamp_card_says_how_full_it_is(database: Database, shop: Shop) -> None:
    rules = StampsRules(
        stamp_per=StampPer.RECEIPT, rewards=(Reward(name="A coffee", points=3),)
    )
    anna = card_of(shop, rules)
    sell(shop, anna, amount_minor=300_00)
    front = texts(shown(database, anna))
    assert front["points"] == ("Stamps", "1 of 3")
    assert front["reward"] == ("A coffee", "2 stamps to go")
    assert "rewards" not in front


def test_a_full_one_has_its_reward_in_front_and_the_code_behind(
    database: Database, shop: Shop
) -> None:
    rules = StampsRules(rewards=(Reward(name="A coffee", points=1),))
    anna = card_of(shop, rules)
    sell(shop, anna, amount_minor=300_00)
    (award,) = queries.open_of(anna.member_id)
    db.session().rollback()
    told = texts(shown(database, anna))
    assert told["reward"] == ("Waiting for you", "A coffee")
    assert told["award-1"] == ("A coffee", f"Code {award.spoken}")
    assert "1 stamp turned into “A coffee”" in str(told["movement-1"])


def test_cashback_is_money(database: Database, shop: Shop) -> None:
    anna = card_of(shop, CashbackRules(rate_basis_points=3_00))
    sell(shop, anna, amount_minor=1_234_50)
    told = texts(shown(database, anna))
    assert told["points"][1] == "₽37.03"
    assert "+₽37.03" in str(told["movement-1"])
