"""Printed cards that a guest names; their first scan at a till confirms them."""

import pytest

from app.cards import plastic, stock
from app.cards.models import PrintRun
from app.core import clock, db, tenancy
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

NUMBERS = f"{HOME}/numbers"


def lay_in(world: World, value: str) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        run = PrintRun(
            programme_id=shop.programme_id,
            is_stock=True,
            count=1,
            symbology="qr",
            language="en",
            parts=1,
            created_at=clock.now(),
        )
        db.session().add(run)
        db.session().flush()
        stock.lay_in({value}, run_id=run.id, programme_id=shop.programme_id)


def name(browser: Client, number: str, status: int) -> Page:
    form = browser.get(NUMBERS, status=200).form(id_="new-number")
    return form.submit(number=number, status=status)


def test_the_first_scan_confirms_it(
    browser: Client, guest: Holder, world: World
) -> None:
    lay_in(world, "1000000008")
    page = name(browser, "100 000 00 08", 303)
    assert "waits for its first scan" in page.text
    with tenancy.scope(world.coffee.business_id), db.writing():
        assert stock.find("1000000008").card_id == guest.card_id
    page = browser.get(NUMBERS, status=200)
    assert "waits for its first scan" not in page.text
    page.form(action="/remove").submit(status=303)
    with tenancy.scope(world.coffee.business_id):
        assert plastic.numbers_of(guest.card_id) == []


def test_a_claimed_card_is_not_claimed_twice(
    browser: Client, guest: Holder, world: World
) -> None:
    lay_in(world, "1000000008")
    name(browser, "1000000008", 303)
    other = browser.another(language="en")
    other.sign_in(world.coffee.member.person_id)
    other.get(f"{HOME}/profile").form(id_="me").submit(language="en")
    refused = name(other, "1000000008", 422)
    assert "belongs to a card already" in refused.text
    assert guest


@pytest.mark.parametrize(
    "typed", ["", "4711", "OLD-1", "9" * 80, "я" * 20, "\u202e12345"]
)
def test_what_is_no_unused_card_is_refused(
    browser: Client, guest: Holder, typed: str
) -> None:
    page = name(browser, typed, 422)
    assert page.title.startswith("Error:")
    assert guest


def test_guessing_is_limited(browser: Client, guest: Holder) -> None:
    for number in range(10):
        name(browser, f"47110{number}", 422)
    assert "Too many attempts" in name(browser, "471199", 422).text
    assert guest


def test_anothers_number_is_not_removed(browser: Client, guest: Holder) -> None:
    form = browser.get(NUMBERS, status=200).form(id_="new-number")
    token = form.values
    assert browser.post(f"{NUMBERS}/remove", {**token, "number_id": "77"}).status == 404
    assert browser.post(f"{NUMBERS}/remove", {**token, "number_id": "x"}).status == 404
    assert guest
