"""Who asks the same again is answered before Flask wakes, as long as nothing changed."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, request_started

from app.businesses import actions as businesses
from app.core import db
from app.people import actions as people
from app.web import editions
from tests.conftest import Clock
from tests.page import Client, Page
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World, sell

Ask = Callable[[], Page]


@pytest.fixture
def woken(app: Flask) -> Iterator[list[str]]:
    """The requests that reached Flask."""
    seen: list[str] = []

    def note(sender: Flask, **_: object) -> None:
        seen.append(sender.name)

    with request_started.connected_to(note, app):
        yield seen


@pytest.fixture
def again(browser: Client) -> Ask:
    """Ask for the card with the tag that the browser has, once more."""
    browser.get(HOME)
    tag = browser.get(HOME).headers["ETag"]
    browser.get(HOME, headers={"If-None-Match": tag}, status=304)
    return lambda: browser.get(HOME, headers={"If-None-Match": tag})


def test_the_same_question_does_not_wake_flask(
    again: Ask, woken: list[str], statements: list[str]
) -> None:
    statements.clear()
    page = again()
    assert (page.status, page.data, woken) == (304, b"", [])
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert len(statements) == 1, statements


def test_a_sale_wakes_flask(
    again: Ask, woken: list[str], world: World, guest: Holder
) -> None:
    sell(world.coffee, guest, amount_minor=100_000)
    page = again()
    assert (page.status, len(woken)) == (200, 1)
    assert "50" in page.text


def test_an_ended_session_is_shown_the_door(
    again: Ask, world: World, guest: Holder
) -> None:
    with db.writing():
        people.close_all_sessions(person_id=guest.person_id)
    assert again().status == 303


def test_a_new_name_is_seen(again: Ask, world: World, guest: Holder) -> None:
    with db.writing():
        people.rename(person_id=guest.person_id, name="Zoe")
    assert "Zoe" in again().text


def test_midnight_is_seen(again: Ask, clock: Clock) -> None:
    clock.set(clock.now.replace(hour=21))
    assert again().status == 200


def test_a_new_look_is_seen(again: Ask, app: Flask, world: World) -> None:
    with db.writing():
        businesses.dress(
            business_id=world.coffee.business_id,
            brand_colour="#102030",
            accent_colour="#ffaa00",
            motif="waves",
        )
    app.extensions["tessera_businesses"].clear()
    assert again().status == 200


def test_another_question_takes_the_long_way(
    again: Ask, browser: Client, woken: list[str], guest: Holder
) -> None:
    """Another host, language, cookie or an htmx request is another question."""
    tag = browser.get(HOME).headers["ETag"]
    woken.clear()
    for headers in ({"Accept-Language": "de"}, {"HX-Request": "true"}):
        browser.get(HOME, headers={"If-None-Match": tag, **headers})
    browser.get(HOME, headers={"If-None-Match": tag, "Host": "evil.test"}, status=421)
    stranger = browser.another()
    stranger.get(HOME, headers={"If-None-Match": tag}, status=303)
    assert len(woken) == 4


def test_the_memory_is_bounded(
    again: Ask, browser: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "_MOST_KNOWN", 2)
    tag = browser.get(HOME).headers["ETag"]
    for number in range(5):
        browser.get(
            HOME,
            headers={"If-None-Match": f'{tag}, "{number}"'},
            status=304,
        )
    assert len(app.extensions["tessera_doorstep"]._known) <= 2
