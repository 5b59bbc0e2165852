"""One reward of the guest: its code for the staff, and the way back."""

import pytest

from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.cabinet.test_rewards import URL, balance, exchange, guest
from tests.web.cabinet.tools import code_in
from tests.world import World, issue_card

__all__ = ["guest"]


@pytest.fixture
def award(guest: Client) -> Page:
    """A cappuccino that was ordered."""
    return exchange(guest.get(URL), "Обменять 50 баллов")


def test_the_code_says_what_stands_below_it(award: Page) -> None:
    code = code_in(award.one("img", cls="award-code"))
    assert f"{code[:4]}-{code[4:]}" in award.text
    assert "31 марта" in award.text


def test_cancelling_gives_the_points_back(award: Page, world: World) -> None:
    back = award.form(action="/cancel").submit(status=303)
    assert "Заказ отменён" in back.text
    assert balance(world) == 100
    assert "отменено" in back.text
    history = back.client.get("/zerno/card/history")
    assert "Заказ «Капучино» отменён" in history.text


def test_a_second_tap_cancels_nothing_more(award: Page, world: World) -> None:
    form = award.form(action="/cancel")
    form.submit(status=303)
    form.submit(status=303)
    assert balance(world) == 100


def test_what_has_ended_shows_no_code(award: Page, clock: Clock, world: World) -> None:
    clock.advance(days=15)
    page = award.client.get(award.path, status=200)
    assert "не получено вовремя" in page.text
    assert not page.all("img", cls="award-code")
    award.client.app.extensions["tessera_worker"].end_awards()
    assert balance(world) == 100


def test_nobody_sees_another_guest_s(award: Page, world: World) -> None:
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id, phone="+79990000001")
    stranger = award.client.another()
    stranger.sign_in(other.person_id)
    stranger.get(award.path, status=404)
    books = award.client.another()
    books.sign_in(world.books.member.person_id)
    books.get(award.path.replace("zerno", "margin"), status=404)
    award.client.get("/zerno/card/awards/999999999999999999", status=404)
