"""The PIN opens as much as the spending code; five wrong ones close it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.cards import holds, pins
from app.core import db, tenancy
from tests.conftest import Clock
from tests.page import Page
from tests.web.till.conftest import Till


@pytest.fixture
def ready(till: Till, give: Callable[[int], None]) -> Till:
    """A till before a guest with points and a PIN."""
    give(500)
    key = till.client.app.config["SECRET_KEY"]
    with tenancy.scope(till.shop.business_id), db.writing():
        pins.set_pin(
            card_id=till.shop.member.card_id,
            pin="2580",
            actor="staff:1",
            secret_key=key,
        )
    return till


def type_pin(till: Till, pin: str, status: int) -> Page:
    form = till.client.get(till.url("pin"), status=200).form(id_="type-pin")
    return form.submit(pin=pin, status=status)


def most(page: Page) -> int:
    """The most that the quote offers to spend."""
    buttons = [b.attrib["value"] for b in page.all("button", name="spend")]
    return max(int(value) for value in buttons)


def quoted(till: Till) -> Page:
    form = till.client.get(till.url("sale"), status=200).form(id_="sale")
    return form.submit(amount="2000", button="Рассчитать", status=200)


def test_m14_it_lifts_the_limit_of_a_lasting_code(ready: Till) -> None:
    ready.scan().click("Гость вводит ПИН-код")
    before = most(quoted(ready))
    page = type_pin(ready, "2580", 303)
    assert page.path == ready.url("sale")
    after = quoted(ready)
    assert most(after) == 500 > before
    after.form(id_="sale").submit(amount="2000", button="500", status=303)
    assert ready.balance().available < 500


def test_five_wrong_ones_close_it_for_a_quarter_of_an_hour(
    ready: Till, clock: Clock
) -> None:
    ready.scan()
    for left in (4, 3, 2, 1):
        assert f"{left}" in type_pin(ready, "9999", 422).text
    assert "15 минут" in type_pin(ready, "9999", 422).text
    assert "15 минут" in type_pin(ready, "2580", 422).text
    clock.advance(minutes=15)
    ready.scan()
    type_pin(ready, "2580", 303)


@pytest.mark.parametrize("typed", ["", "x" * 200, "25 80", "٢٥٨٠"])
def test_what_is_no_pin_opens_nothing(ready: Till, typed: str) -> None:
    ready.scan()
    type_pin(ready, typed, 422)


def test_a_card_that_is_held_is_not_opened(ready: Till, clock: Clock) -> None:
    with tenancy.scope(ready.shop.business_id), db.writing():
        holds.hold(
            member_id=ready.shop.member.member_id, until=clock.now + timedelta(hours=24)
        )
    ready.scan()
    assert "меньше суток назад" in type_pin(ready, "2580", 422).text


def test_a_card_without_a_pin(till: Till) -> None:
    till.scan()
    assert "ещё нет ПИН-кода" in type_pin(till, "2580", 422).text
