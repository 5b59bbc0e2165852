"""The menu says how many guests wait, and open pages hear of it."""

import pytest

from app.chat import staffing
from app.core import db, tenancy
from tests import html_rules
from tests.chat.talking import (
    conversation,
    guest_writes,
    staff_answers,
    staff_notes,
)
from tests.page import Client, Page
from tests.world import World

OFFICE = "/zerno/office/"
CHATS = f"{OFFICE}chats"
BELL = f"{OFFICE}bell"


@pytest.fixture
def owner(client: Client, world: World) -> Client:
    client.sign_in(world.coffee.owner.person_id)
    return client


def asked(page: Page, **which: str) -> str:
    """What a box of the page asks."""
    (box,) = (e for e in page.all("div", "p", **which))
    return f"{box.get('data-live')}?n={box.get('data-word')}"


def count(page: Page) -> str:
    """How many wait, as the menu says."""
    return page.one("div", id="_bell").get("data-unread", "")


def test_who_waits_is_counted_and_rings(owner: Client, world: World) -> None:
    page = owner.get(OFFICE)
    assert count(page) == "0"
    guest_writes(world.coffee, "Есть кто-нибудь?")
    owner.get(asked(page, id="_bell"), status=200)
    fresh = owner.get(BELL, htmx=True, status=200)
    assert count(fresh) == "1"
    owner.get(asked(fresh, id="_bell"), status=204)
    entry = owner.get(OFFICE).all("span", **{"data-part": CHATS})[-1]
    assert "1 новое" in html_rules.words(entry)
    staff_answers(world.coffee, "Да")
    assert count(owner.get(BELL, htmx=True)) == "0"


def test_guests_of_others_do_not_ring(owner: Client, world: World) -> None:
    page = owner.get(OFFICE)
    guest_writes(world.books, "Hello?")
    owner.get(asked(page, id="_bell"), status=204)
    assert count(owner.get(BELL, htmx=True)) == "0"


def test_as_a_page_it_is_the_first_one(owner: Client) -> None:
    assert owner.get(BELL, status=303).location == OFFICE


def test_cashiers_have_no_menu_and_hear_nothing(client: Client, world: World) -> None:
    client.sign_in(world.coffee.cashier.person_id)
    client.get(BELL, htmx=True, status=403)


def test_an_open_conversation_hears_guests_and_colleagues(
    owner: Client, world: World
) -> None:
    guest_writes(world.coffee, "Здравствуйте")
    known = conversation(world.coffee)
    here = f"{OFFICE}chats/{known.id}"
    page = owner.get(here)
    # Opening it was reading it, and the page knows that already.
    owner.get(asked(page, id="newer"), status=204)
    guest_writes(world.coffee, "Вы тут?")
    owner.get(asked(page, id="newer"), status=200)
    link = page.one("a", cls="chat-ask").get("hx-get", "")
    fresh = owner.get(link, htmx=True, status=200)
    assert "Вы тут?" in fresh.text
    assert "Здравствуйте" not in fresh.text
    owner.get(asked(fresh, id="newer"), status=204)

    staff_notes(world.coffee, "Постоянный гость")
    owner.get(asked(fresh, id="newer"), status=200)
    with tenancy.scope(world.coffee.business_id), db.writing():
        staffing.close(conversation_id=known.id)


def test_the_list_hears_of_everybody(owner: Client, world: World) -> None:
    page = owner.get(f"{OFFICE}chats")
    guest_writes(world.coffee, "Здравствуйте")
    owner.get(asked(page, id="_chats"), status=200)
    address = page.one("div", id="_chats").get("data-fetch", "")
    assert "Здравствуйте" in owner.get(address, htmx=True, status=200).text
