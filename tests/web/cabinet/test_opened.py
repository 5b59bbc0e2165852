"""The card opened from the home screen is worth what the rules promise, once."""

import pytest
from flask import Flask

from app.core import tenancy
from app.ledger import queries as ledger
from app.programmes.kinds.points import PointsRules
from app.programmes.target_actions import Action, ActionReward
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_person, create_programme, issue_card

OPENED = f"{HOME}/opened"
RULES = PointsRules(
    rate_basis_points=500,
    life_months=12,
    actions=(ActionReward(name="Карта в телефоне", action=Action.WALLET, points=40),),
)


@pytest.fixture
def keeper(world: World) -> Holder:
    """A member of a programme that rewards keeping the card on the phone."""
    shop = world.coffee
    programme_id = create_programme(shop.business_id, RULES, name="App")
    person_id = create_person(name="Anna", language="en")
    return issue_card(shop.business_id, programme_id, person_id=person_id)


def _open(client: Client, status: int = 204) -> None:
    """As the script does: with the token of the page."""
    form = client.get(f"{HOME}/push", status=200).form(action="/card/push")
    token = form.values["csrf_token"]
    client.post(OPENED, headers={"X-CSRFToken": token}, status=status)


def _points(world: World, holder: Holder) -> int:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(holder.card_id).available


def _work(app: Flask) -> None:
    app.extensions["tessera_worker"].relay()


def test_the_reward_comes_once(
    app: Flask, client: Client, world: World, keeper: Holder
) -> None:
    client.sign_in(keeper.person_id)
    for _ in range(2):
        _open(client)
        _work(app)
    assert _points(world, keeper) == 40


def test_without_a_rule_there_is_none(
    app: Flask, browser: Client, world: World, guest: Holder
) -> None:
    _open(browser)
    _work(app)
    assert _points(world, guest) == 0


def test_it_is_not_told_without_end(browser: Client, guest: Holder) -> None:
    for _ in range(3):
        _open(browser)
    _open(browser, status=429)


def test_a_stranger_gets_nothing(client: Client, world: World) -> None:
    assert client.post(OPENED).status in {303, 400}
