"""The card for Apple Wallet and on paper."""

import json

import pytest
from flask import Flask

from app.cards import actions as cards
from app.core import db
from app.people import actions as people
from passes.testing import open_pkpass
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client
from tests.passes.samples import codes
from tests.passes.samples import page as picture
from tests.warned import warn
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import set_rules
from tests.world import Holder, World, sell

PASS, PRINT = f"{HOME}/pass.pkpass", f"{HOME}/print.pdf"


@pytest.fixture
def demo(app: Flask, make_app: MakeApp, guest: Holder) -> Client:
    """The guest's browser on a site that shows a demo."""
    client = Client(make_app(demo=True), address=ADDRESS)
    client.sign_in(guest.person_id)
    return client


def shown(package: bytes) -> str:
    """All words of a package."""
    opened = open_pkpass(package)
    tables = {code: dict(table) for code, table in opened.strings.items()}
    return json.dumps([opened.document, tables], ensure_ascii=False)


def changed_at(browser: Client) -> dict[str, str]:
    """What a browser that has just fetched the pass says when it asks again."""
    answer = browser.get(PASS, status=200)
    return {"If-Modified-Since": answer.headers["Last-Modified"]}


def test_the_pass_is_signed_and_says_what_the_card_says(
    demo: Client, world: World, guest: Holder
) -> None:
    sell(world.coffee, guest, amount_minor=184_000)
    assert demo.get(HOME).link("Add to Apple Wallet") == PASS
    answer = demo.get(PASS, status=200)
    assert answer.headers["Content-Type"] == "application/vnd.apple.pkpass"
    assert "attachment" in answer.headers["Content-Disposition"]
    document = open_pkpass(answer.data).document
    assert document["barcodes"][-1]["message"] == f"T{guest.number}"
    assert guest.number not in document["serialNumber"]
    words = shown(answer.data)
    assert "92\xa0points" in words
    assert "92\xa0балла" in words


def test_an_unchanged_pass_is_not_sent_again(
    demo: Client, world: World, guest: Holder
) -> None:
    known = changed_at(demo)
    demo.get(PASS, headers=known, status=304)
    sell(world.coffee, guest, amount_minor=100_000)
    demo.get(PASS, headers=known, status=200)
    known = changed_at(demo)
    with db.writing():
        people.rename(person_id=guest.person_id, name="Zoe")
        cards.show_person(guest.person_id)
    demo.get(PASS, headers=known, status=200)


def test_a_pass_ages_with_its_points(
    demo: Client, app: Flask, world: World, guest: Holder, clock: Clock
) -> None:
    set_rules(world, life_days=1)
    sell(world.coffee, guest, amount_minor=100_000)
    warn(world.coffee.business_id, guest.card_id)
    known = changed_at(demo)
    clock.advance(days=2)
    app.extensions["tessera_worker"].expire()
    answer = demo.get(PASS, headers=known, status=200)
    assert '"0\xa0points' in shown(answer.data)


def test_without_certificates_there_is_no_pass(browser: Client) -> None:
    assert PASS not in browser.get(HOME).markup
    page = browser.get(PASS, status=404)
    assert "Cards for Apple Wallet are not set up here." in page.text


def test_the_printed_card_reads(browser: Client, guest: Holder) -> None:
    assert browser.get(HOME).link("Print the card") == PRINT
    answer = browser.get(PRINT, status=200)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert codes(picture(answer.data)) == [f"T{guest.number}"]
    tag = answer.headers["ETag"]
    browser.get(PRINT, headers={"If-None-Match": tag}, status=304)


def test_passes_of_two_people_differ(demo: Client, world: World, guest: Holder) -> None:
    other = demo.another()
    other.sign_in(world.coffee.member.person_id)
    mine, theirs = (open_pkpass(each.get(PASS).data).document for each in (demo, other))
    assert mine["serialNumber"] != theirs["serialNumber"]
