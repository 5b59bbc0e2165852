"""The open page of the chat hears of what is new, and a tap asks the bot."""

import pytest
from flask import Flask

from app.businesses import hours_reading, outlets
from app.businesses.hours import Hours
from app.businesses.outlets import Place
from app.chat import settings, staffing
from app.chat.bot import ASK_A_PERSON, QUESTIONS
from app.chat.bot_words import Topic
from app.chat.settings import Rules
from app.core import db, tenancy
from app.worker import Worker
from tests.chat.talking import (
    conversation,
    guest_writes,
    staff_answers,
    staff_notes,
    texts,
)
from tests.page import Client, Page
from tests.world import Holder, World, issue_card

CHAT = "/zerno/card/chat"


def bell(page: Page) -> str:
    """What the open page asks."""
    box = page.one("p", id="newer")
    return f"{box.get('data-live')}?n={box.get('data-word')}"


def newer(page: Page) -> str:
    """The link that brings what is new."""
    return page.one("a", cls="chat-ask").get("hx-get", "")


@pytest.fixture
def worker(app: Flask) -> Worker:
    made: Worker = app.extensions["tessera_worker"]
    return made


def test_an_answer_rings_and_comes_by_the_link(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    page = browser.get(CHAT)
    browser.get(bell(page), status=204)

    staff_answers(world.coffee, "Good day", holder=guest)
    browser.get(bell(page), status=200)
    fresh = browser.get(newer(page), htmx=True, status=200)

    assert "Good day" in fresh.text
    assert "Hello" not in fresh.text
    # Reading it rang as well, and this page knows that already.
    browser.get(bell(fresh), status=204)


def test_the_first_word_of_the_business_comes_to_an_empty_page(
    browser: Client, guest: Holder, world: World
) -> None:
    page = browser.get(CHAT)
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        staffing.begin(member_id=guest.member_id)
    staff_answers(shop, "Your order is ready", holder=guest)
    browser.get(bell(page), status=200)
    fresh = browser.get(newer(page), htmx=True, status=200)
    assert "Your order is ready" in fresh.text


def test_being_read_rings(browser: Client, guest: Holder, world: World) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    page = browser.get(CHAT)
    known = conversation(world.coffee, guest)
    with tenancy.scope(world.coffee.business_id), db.writing():
        staffing.read(conversation_id=known.id, upto_id=known.last_id or 0)
    browser.get(bell(page), status=200)
    assert "Read" in browser.get(newer(page), htmx=True).text


def test_notes_and_other_guests_do_not_ring(
    browser: Client, guest: Holder, world: World
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    page = browser.get(CHAT)
    staff_notes(world.coffee, "A regular", holder=guest)
    guest_writes(world.coffee, "Somebody else")
    guest_writes(world.books, "Elsewhere")
    browser.get(bell(page), status=204)


def test_what_was_sent_brings_a_page_that_knows(
    browser: Client, guest: Holder, world: World
) -> None:
    form = browser.get(CHAT).form(id_="_composer")
    sent = form.submit(text="Hello", htmx=True, status=200)
    browser.get(bell(sent), status=204)


def test_one_tap_asks_the_bot(
    browser: Client, guest: Holder, world: World, worker: Worker
) -> None:
    page = browser.get(CHAT)
    page.form(id_="_ready").submit(button=QUESTIONS[Topic.BALANCE], status=303)
    worker.relay()
    question, answer = texts(world.coffee, holder=guest)
    assert question == QUESTIONS[Topic.BALANCE]
    assert "can be spent now" in answer
    assert "Bot of" in browser.get(CHAT).text


def test_every_button_asks_something_the_bot_takes(
    browser: Client, guest: Holder, world: World, worker: Worker
) -> None:
    shop = world.coffee
    hours = Hours(hours_reading.week("8-22"))
    place = Place(name="Corner", address="Mira 1", zone=shop.zone, hours=hours)
    with tenancy.scope(shop.business_id), db.writing():
        outlets.change(outlet_id=shop.outlet_id, place=place)
    assert len(browser.get(CHAT).all("button", name="ready")) == len(QUESTIONS) + 1
    for question in QUESTIONS.values():
        browser.get(CHAT).form(id_="_ready").submit(button=question, status=303)
        worker.relay()
    said = texts(world.coffee, holder=guest)
    assert len(said) == 2 * len(QUESTIONS)


def test_a_person_is_one_tap_away_and_ends_the_questions(
    browser: Client, guest: Holder, world: World, worker: Worker
) -> None:
    browser.get(CHAT).form(id_="_ready").submit(button=ASK_A_PERSON, status=303)
    worker.relay()
    page = browser.get(CHAT)
    assert "passed your question on" in page.text
    assert page.all("form", id="_ready") == []
    assert page.one("p", id="newer").get("data-bot") == "off"


def test_a_button_that_is_not_there_asks_nothing(
    browser: Client, guest: Holder, world: World
) -> None:
    values = browser.get(CHAT).form(id_="_ready").values
    page = browser.post(CHAT, values | {"ready": "<script>"}, status=422)
    assert "Write something" in page.text


@pytest.mark.parametrize("case", ["off", "human"])
def test_without_a_bot_nothing_is_offered(
    browser: Client, guest: Holder, world: World, case: str
) -> None:
    guest_writes(world.coffee, "Hello", holder=guest)
    if case == "human":
        staff_answers(world.coffee, "Good day", holder=guest)
    else:
        with tenancy.scope(world.coffee.business_id), db.writing():
            settings.change(Rules(has_bot=False))
    assert browser.get(CHAT).all("form", id="_ready") == []


def test_the_bot_gives_way_while_the_page_is_open(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    guest_writes(shop, "Hello", holder=guest)
    page = browser.get(CHAT)
    assert page.one("p", id="newer").get("data-bot") == "on"
    staff_answers(shop, "Good day", holder=guest)
    fresh = browser.get(newer(page), htmx=True)
    assert fresh.one("p", id="newer").get("data-bot") == "off"


def test_a_neighbour_hears_nothing_of_it(
    client: Client, world: World, guest: Holder
) -> None:
    """Each page's token names its own conversation only."""
    neighbour = issue_card(world.coffee.business_id, world.coffee.programme_id)
    client.sign_in(neighbour.person_id)
    page = client.get(CHAT)
    guest_writes(world.coffee, "Hello", holder=guest)
    client.get(bell(page), status=204)
    assert "Hello" not in client.get(CHAT).text
