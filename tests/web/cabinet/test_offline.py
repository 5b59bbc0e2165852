"""The card for the time without a network."""

import re

import pytest

from app.core import db
from app.people import actions as people
from app.programmes.kinds.stamps import StampsRules
from tests.conftest import Clock
from tests.html_rules import words
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, create_programme, issue_card, sell

OFFLINE = f"{HOME}/offline"


def test_it_shows_the_card_and_says_as_of_when(
    browser: Client, guest: Holder, world: World, clock: Clock
) -> None:
    sell(world.coffee, guest, amount_minor=1000_00)
    clock.advance(hours=2, minutes=5)
    page = browser.get(OFFLINE, status=200)
    assert "The card as of 14:05, Mar 17." in page.text
    assert 'datetime="2026-03-17T11:05:00+00:00"' in page.markup
    assert re.sub(r"\D", "", words(page.one("p", cls="pass-sum"))) == "50"
    assert re.sub(r"\D", "", words(page.one("dd", cls="num"))) == guest.number
    assert page.link("Try again") == HOME


def test_it_is_in_the_language_of_its_holder(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    assert "Карта на 12:00, 17 марта." in client.get(OFFLINE, status=200).text


def test_it_says_which_files_it_needs(browser: Client, guest: Holder) -> None:
    page = browser.get(OFFLINE, status=200)
    (stylesheet,) = page.headers["Card-Files"].split()
    assert stylesheet.startswith("/zerno/brand-")
    assert stylesheet in page.markup
    browser.get(stylesheet, status=200)
    assert page.headers["Cache-Control"] == "no-store"


def test_it_holds_no_forms_and_no_links_to_pages_that_need_a_network(
    browser: Client, guest: Holder
) -> None:
    page = browser.get(OFFLINE, status=200)
    assert "<form" not in page.markup
    assert set(re.findall(r'<a [^>]*href="(/[^"]*)"', page.markup)) == {HOME}


def test_stamps_are_drawn(client: Client, world: World) -> None:
    shop = world.coffee
    programme_id = create_programme(
        shop.business_id,
        StampsRules(),
        name="Stamps",
    )
    holder = issue_card(shop.business_id, programme_id)
    client.sign_in(holder.person_id)
    assert 'class="stamps' in client.get(OFFLINE, status=200).markup


def test_the_browser_is_told_whose_card_it_is_and_when_it_changes(
    browser: Client, guest: Holder, world: World
) -> None:
    first = browser.get(HOME, status=200).headers
    kept = browser.get(OFFLINE, status=200).headers
    for name in ("Card-Holder", "Card-Version"):
        assert first[name] == kept[name]
    sell(world.coffee, guest, amount_minor=1000_00)
    later = browser.get(HOME, status=200).headers
    assert later["Card-Holder"] == first["Card-Holder"]
    assert later["Card-Version"] != first["Card-Version"]


def test_each_sign_in_and_each_person_have_a_name_of_their_own(
    browser: Client, guest: Holder, world: World
) -> None:
    phone = browser.another()
    phone.sign_in(guest.person_id)
    other = browser.another()
    other.sign_in(world.coffee.member.person_id)
    names = {
        each.get(HOME, status=200).headers["Card-Holder"]
        for each in (browser, phone, other)
    }
    assert len(names) == 3


def test_who_was_signed_out_elsewhere_gets_no_card(
    browser: Client, guest: Holder
) -> None:
    browser.get(OFFLINE, status=200)
    with db.writing():
        people.close_all_sessions(person_id=guest.person_id)
    for path in (HOME, OFFLINE):
        answer = browser.get(path, status=303)
        assert "Card-Holder" not in answer.headers


@pytest.mark.parametrize("path", [HOME, OFFLINE])
def test_a_stranger_and_a_member_elsewhere_get_none(
    client: Client, world: World, path: str
) -> None:
    client.get(path, status=303)
    client.sign_in(world.books.member.person_id)
    client.get(path, status=303)
