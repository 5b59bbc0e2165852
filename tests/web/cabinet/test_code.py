"""The code for spending."""

import pytest

from app.cards import queries as cards
from app.cards.errors import CodeOutdated
from app.core import tenancy
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.web.cabinet.tools import code_in
from tests.world import Holder, World

CODE = f"{HOME}/code"


def shown(page: Page) -> str:
    """What the rotating code on the page says."""
    img = page.one("section", id="_code").find("{*}img")
    assert img is not None
    return code_in(img)


def test_the_code_finds_the_card_once_it_is_scanned(
    browser: Client, world: World, guest: Holder
) -> None:
    value = shown(browser.get(CODE, status=200))
    with tenancy.scope(world.coffee.business_id):
        found = cards.find(value)
    assert (found.card_id, found.is_rotating) == (guest.card_id, True)


def test_the_code_changes_and_the_old_one_is_refused(
    browser: Client, world: World, clock: Clock
) -> None:
    first = shown(browser.get(CODE))
    clock.advance(seconds=30)
    assert shown(browser.get(CODE)) != first
    clock.advance(seconds=60)
    with tenancy.scope(world.coffee.business_id), pytest.raises(CodeOutdated):
        cards.find(first)


def test_the_page_says_until_when_and_how_to_refresh(browser: Client) -> None:
    page = browser.get(CODE)
    assert page.one("time").attrib["datetime"] == "2026-03-17T09:00:30+00:00"
    assert "12:00:30" in page.text
    assert page.link("Refresh the code") == CODE
    assert page.headers["Cache-Control"] == "no-store"


def test_htmx_gets_the_code_alone(browser: Client) -> None:
    part = browser.get(CODE, htmx=True, status=200)
    assert part.is_fragment
    root = part.one("section", id="_code")
    assert root.attrib["hx-get"] == CODE
    assert "every 25s" in root.attrib["hx-trigger"]
    assert "HX-Request" in part.headers["Vary"]
