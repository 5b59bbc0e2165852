"""Rewards of the guest: ordered with one tap, seen, limited, explained (row 111)."""

import pytest

from app.core import db, tenancy
from app.ledger import queries as ledger
from app.programmes.rules import Reward, RewardKind
from app.rewards import gifts
from app.rewards.gifts import Present
from tests import html_rules
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.cabinet.tools import set_rules
from tests.world import World, sell

URL = "/zerno/card/rewards"
MENU = (
    Reward(name="Капучино", points=50, kind=RewardKind.ITEM, stock=3),
    Reward(name="Торт", points=400),
    Reward(name="Печенье", points=10, per_day=1),
)


@pytest.fixture
def guest(client: Client, world: World) -> Client:
    """The coffee shop's member with 100 points and a menu."""
    set_rules(world, rewards=MENU)
    sell(world.coffee, world.coffee.member, amount_minor=2000_00)
    client.sign_in(world.coffee.member.person_id)
    return client


def balance(world: World) -> int:
    with tenancy.scope(world.coffee.business_id):
        return ledger.balance(world.coffee.member.card_id).available


def exchange(page: Page, words: str, status: int = 303) -> Page:
    form = page.form(action="/card/rewards", button=words)
    answer: Page = form.submit(button=words, status=status)
    return answer


def test_a_guest_exchanges_points_for_a_code(guest: Client, world: World) -> None:
    page = guest.get(URL, status=200)
    assert "осталось 3" in page.text
    assert "300 баллов" in page.text
    award = exchange(page, "Обменять 50 баллов")
    assert award.h1 == "Капучино"
    assert "Покажите код сотруднику" in award.text
    assert balance(world) == 50
    assert "Капучино" in guest.get("/zerno/card", status=200).text


def test_the_history_says_what_it_went_for(guest: Client) -> None:
    exchange(guest.get(URL), "Обменять 50 баллов")
    history = guest.get("/zerno/card/history", status=200)
    assert "50 баллов за «Капучино»" in history.text


def test_a_double_tap_orders_once(guest: Client, world: World) -> None:
    page = guest.get(URL)
    form = page.form(action="/card/rewards", button="Обменять 50 баллов")
    form.submit(button="Обменять 50 баллов", status=303)
    form.submit(button="Обменять 50 баллов", status=303)
    assert balance(world) == 50


def test_another_button_of_the_same_page_is_another_order(
    guest: Client, world: World
) -> None:
    page = guest.get(URL)
    exchange(page, "Обменять 50 баллов")
    exchange(page, "Обменять 10 баллов")
    assert balance(world) == 40


def test_a_page_that_is_out_of_date_is_told_what_is_missing(
    guest: Client, world: World
) -> None:
    page = guest.get(URL)
    exchange(page, "Обменять 50 баллов")
    fresh = guest.get(URL)
    exchange(fresh, "Обменять 50 баллов")
    refused = exchange(page, "Обменять 10 баллов", status=422)
    assert "Сейчас можно списать" in refused.text
    assert balance(world) == 0


def test_a_limit_is_said_in_place_of_the_button(guest: Client, clock: Clock) -> None:
    exchange(guest.get(URL), "Обменять 10 баллов")
    assert "снова завтра" in guest.get(URL).text
    clock.advance(days=1)
    assert "снова завтра" not in guest.get(URL).text


@pytest.mark.parametrize("key", ["", "нет такой", "x" * 5000, "a\0b", "торт"])
def test_what_cannot_be_had_is_refused_in_words(
    guest: Client, world: World, key: str
) -> None:
    form = guest.get(URL).form(action="/card/rewards", button="Обменять 50 баллов")
    (pressed,) = [each for each in form.element.iter() if each.get("name") == "reward"]
    pressed.set("value", key)
    form.submit(status=422)
    assert balance(world) == 100


def new_ones(page: Page) -> int:
    """How many rewards are marked as new; the bell says the same word of notices."""
    badges = page.all("span", cls="badge")
    return sum("новое" in html_rules.words(badge) for badge in badges)


def test_a_gift_is_new_until_it_is_seen(guest: Client, world: World) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        gifts.make(
            present=Present(name="Десерт", words="За терпение"),
            audience="person",
            actor="staff:1",
            card_id=shop.member.card_id,
        )
    guest.app.extensions["tessera_worker"].relay()
    assert new_ones(guest.get("/zerno/card")) == 1
    assert new_ones(guest.get(URL)) == 1
    assert new_ones(guest.get(URL)) == 0
    home = guest.get("/zerno/card")
    assert "Десерт" in home.text
    assert new_ones(home) == 0
    assert "За терпение" in home.click("Десерт").text


def test_without_any_the_page_says_what_will_be_there(
    client: Client, world: World
) -> None:
    client.sign_in(world.coffee.member.person_id)
    assert "Здесь будут награды" in client.get(URL, status=200).text
