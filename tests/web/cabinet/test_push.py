"""Notifications: turned on by a button, off in any browser of one's own."""

import pytest
from sqlalchemy import func, select

from app.core import db, tenancy
from app.notifications.push import actions, queries
from app.notifications.push.models import PushSubscription
from tests.html_rules import words
from tests.page import Client
from tests.standins.push import Browser
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

PUSH = f"{HOME}/push"
SERVICE = "https://fcm.googleapis.com/fcm/send/abc:def"


def fields(endpoint: str = SERVICE, **more: str) -> dict[str, str]:
    """What the script fills in."""
    made = Browser(endpoint)
    return {
        "endpoint": endpoint,
        "p256dh": made.p256dh,
        "auth": made.auth,
    } | more


def turn_on(browser: Client, **more: str) -> None:
    """Press the button, as the script goes on."""
    form = browser.get(PUSH, status=200).form(action="/card/push")
    browser.post(form.action, data={**form.values, **fields(**more)}, status=303)


def count(world: World) -> int:
    """How many browsers are known to the coffee chain."""
    with tenancy.scope(world.coffee.business_id):
        found = db.session().scalar(select(func.count()).select_from(PushSubscription))
    db.session().rollback()
    return found or 0


def test_without_scripts_the_page_informs(browser: Client, guest: Holder) -> None:
    page = browser.get(PUSH, status=200)
    assert "its scripts are off" in page.text
    assert "Nowhere yet." in page.text
    assert page.link("To the profile") == f"{HOME}/profile"
    assert PUSH in browser.get(f"{HOME}/profile").markup


def test_the_key_of_this_system_is_given_to_the_browser(
    browser: Client, guest: Holder
) -> None:
    key = browser.get(PUSH).one("section", id="here").get("data-push") or ""
    assert len(key) == 87


def test_it_is_turned_on_listed_and_turned_off(
    browser: Client, guest: Holder, world: World
) -> None:
    turn_on(browser)
    page = browser.get(f"{PUSH}?done=on", status=200)
    assert "Notifications come to this device." in page.text
    assert "this device" in words(page.one("section", id="browsers"))
    page.form(action="/end").submit(status=303)
    assert "Nowhere yet." in browser.get(PUSH).text
    with tenancy.scope(world.coffee.business_id):
        assert queries.ways(guest.member_id) == []


def test_other_devices_of_the_same_person_are_listed_with_their_day(
    browser: Client, guest: Holder
) -> None:
    phone = browser.another()
    phone.sign_in(guest.person_id)
    turn_on(phone)
    assert "turned on today, 12:00" in words(
        browser.get(PUSH).one("section", id="browsers")
    )


@pytest.mark.parametrize(
    "more",
    [
        {"endpoint": ""},
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://169.254.169.254/latest/meta-data"},
        {"endpoint": "https://[::ffff:10.0.0.1]/x"},
        {"endpoint": "http://push.example.com/x"},
        {"endpoint": "https://push.example.com:6379/x"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://push.example.com/" + "x" * 100_000},
        {"endpoint": "https://push.example.com/\0"},
        {"endpoint": "https://push.example.com/\r\nX-Evil: 1"},
        {"p256dh": ""},
        {"p256dh": "<script>alert(1)</script>"},
        {"p256dh": "BA" + "A" * 85},
        {"auth": "\u202e"},
        {"auth": "A" * 1_000_000},
    ],
)
def test_what_is_no_subscription_is_refused_in_words(
    browser: Client, guest: Holder, world: World, more: dict[str, str]
) -> None:
    form = browser.get(PUSH).form(action="/card/push")
    page = browser.post(
        form.action, data={**form.values, **fields(), **more}, status=422
    )
    assert page.title.startswith("Error:")
    said = words(page.one("div", cls="errors"))
    assert (
        "closed network" in said or "no usable address" in said or "unprintable" in said
    )
    assert count(world) == 0


def test_a_thousand_browsers_a_minute_are_too_many(
    browser: Client, guest: Holder, world: World
) -> None:
    for number in range(30):
        turn_on(browser, endpoint=f"{SERVICE}{number}")
    form = browser.get(PUSH).form(action="/card/push")
    page = browser.post(form.action, data={**form.values, **fields()}, status=422)
    assert "Too many attempts" in words(page.one("div", cls="errors"))
    assert count(world) == actions.MOST_BROWSERS


def test_another_person_s_browser_is_left_alone(
    browser: Client, client: Client, guest: Holder, world: World
) -> None:
    turn_on(browser)
    with tenancy.scope(world.coffee.business_id):
        (known,) = queries.browsers(guest.person_id)
    db.session().rollback()
    other = browser.another()
    other.sign_in(world.coffee.member.person_id)
    for path in (f"{PUSH}/{known.id}/end", f"{PUSH}/999999/end"):
        form = other.get(PUSH).form(action="/card/push")
        other.post(path, data={"csrf_token": form.values["csrf_token"]}, status=404)
    abroad = browser.another()
    abroad.sign_in(world.books.member.person_id)
    form = abroad.get("/margin/card/push").form(action="/card/push")
    abroad.post(
        f"/margin/card/push/{known.id}/end",
        data={"csrf_token": form.values["csrf_token"]},
        status=404,
    )
    with tenancy.scope(world.coffee.business_id):
        assert len(queries.ways(guest.member_id)) == 1


def test_the_next_person_in_the_same_browser_takes_it_over(
    browser: Client, guest: Holder, world: World
) -> None:
    turn_on(browser)
    other = browser.another()
    other.sign_in(world.coffee.member.person_id)
    turn_on(other)
    with tenancy.scope(world.coffee.business_id):
        assert queries.ways(guest.member_id) == []
        assert len(queries.ways(world.coffee.member.member_id)) == 1


def test_signing_out_ends_it(browser: Client, guest: Holder, world: World) -> None:
    turn_on(browser)
    browser.get(f"{HOME}/sign-out").form(action="/sign-out").submit(
        button="Sign out here", status=303
    )
    with tenancy.scope(world.coffee.business_id):
        assert queries.ways(guest.member_id) == []


def test_a_stranger_is_shown_the_way_to_a_card(client: Client, world: World) -> None:
    assert client.get(PUSH, status=303).location == "/zerno/join"
