"""Adding a passkey by its page, and signing in with it."""

from typing import Any

import pytest

from app.core import db
from app.people import passkeys
from tests.page import Client
from tests.people.device import PRESENT, Device
from tests.web.public.second import Boss, make_boss

OFFICE = "/zerno/office/members"


def test_the_first_passkey_opens_the_office_by_way_of_the_codes(boss: Boss) -> None:
    done = boss.add_passkey(name="  Blue  phone ")
    assert (done.status, done.location) == (303, "/second-factor/codes")
    (added,) = passkeys.passkeys(boss.person_id)
    assert added.name == "Blue phone"
    db.session().rollback()
    boss.browser.get(OFFICE, status=200)


def test_a_second_one_needs_the_first(boss: Boss) -> None:
    boss.add_passkey()
    other = make_boss(boss.browser, boss.shop)
    page = other.browser.get("/second-factor/passkey", status=303)
    assert page.location.startswith("/second-factor?next=")
    challenge = "/second-factor/passkey/challenge"
    token = other.browser.get("/sign-in").all("input", name="csrf_token")[0]
    answer = other.browser.post(challenge, {"csrf_token": token.attrib["value"]})
    assert answer.status == 303
    assert len(passkeys.passkeys(boss.person_id)) == 1


def test_signing_in_with_a_passkey_is_both_steps(boss: Boss, client: Client) -> None:
    boss.add_passkey()
    newcomer = Boss(client.another(language="en"), boss.shop, boss.device)
    done = newcomer.use_passkey(
        "/sign-in?next=/zerno/office/team", "/sign-in/passkey?next=/zerno/office/team"
    )
    assert (done.status, done.location) == (303, "/zerno/office/team")
    newcomer.browser.get("/zerno/office/team", status=200)


def test_a_nameless_card_comes_along(boss: Boss, client: Client) -> None:
    boss.add_passkey()
    newcomer = Boss(client.another(), boss.shop, boss.device)
    joined = newcomer.browser.get("/margin/join", status=200)
    joined.form(action="/join").submit(status=303)
    newcomer.use_passkey("/sign-in", "/sign-in/passkey")
    assert newcomer.browser.get("/margin/card").status == 200


@pytest.mark.parametrize(
    "bend",
    [
        {"answer": ""},
        {"answer": "{}"},
        {"answer": "x" * 30_000},
        {"challenge": ""},
        {"challenge": "x"},
        {"challenge": "9" * 40},
        {"challenge": "\0"},
    ],
    ids=lambda bend: next(iter(bend.items()))[1][:6],
)
def test_what_is_no_answer_is_refused_in_words(
    boss: Boss, client: Client, bend: dict[str, Any]
) -> None:
    refused = boss.add_passkey(**bend)
    assert refused.status == 422
    assert refused.title.startswith("Error:")
    assert passkeys.passkeys(boss.person_id) == []
    db.session().rollback()
    boss.add_passkey()
    newcomer = Boss(client.another(language="en"), boss.shop, boss.device)
    refused = newcomer.use_passkey("/sign-in", "/sign-in/passkey", **bend)
    assert refused.status == 422
    assert "not accepted" in refused.text
    assert newcomer.browser.get(OFFICE).status == 302


@pytest.mark.parametrize(
    "device",
    [
        Device(origin="https://evil.example"),
        Device(place="evil.example"),
        Device(flags=PRESENT),
    ],
    ids=["origin", "place", "unverified"],
)
def test_a_bent_device_is_refused(boss: Boss, device: Device) -> None:
    boss.device = device
    assert boss.add_passkey().status == 422
    assert passkeys.passkeys(boss.person_id) == []


def test_an_answer_from_another_browser_is_refused(boss: Boss, client: Client) -> None:
    boss.add_passkey()
    first = Boss(client.another(language="en"), boss.shop, boss.device)
    second = Boss(client.another(language="en"), boss.shop, boss.device)
    page = first.browser.get("/sign-in", status=200)
    _, asked = first.asked(page, "/sign-in/passkey")
    stolen = boss.device.sign(asked["options"])
    refused = second.use_passkey(
        "/sign-in", "/sign-in/passkey", challenge=asked["id"], answer=stolen
    )
    assert refused.status == 422


def test_a_replay_is_refused(boss: Boss, client: Client) -> None:
    boss.add_passkey()
    newcomer = Boss(client.another(language="en"), boss.shop, boss.device)
    page = newcomer.browser.get("/sign-in", status=200)
    form, asked = newcomer.asked(page, "/sign-in/passkey")
    values = {
        "challenge": asked["id"],
        "answer": boss.device.sign(asked["options"]),
    }
    form.submit(values, status=303, follow=False)
    again = newcomer.browser.get("/sign-in", status=200).form(action="/passkey")
    again.submit(values, status=422)


def test_a_copy_is_stopped_and_named(boss: Boss, client: Client) -> None:
    boss.add_passkey()
    for counter, words in ((5, ""), (2, "may have been copied"), (9, "not accepted")):
        boss.device.keys[0].counter = counter
        newcomer = Boss(client.another(language="en"), boss.shop, boss.device)
        page = newcomer.use_passkey("/sign-in", "/sign-in/passkey")
        assert page.status == (422 if words else 303)
        assert words in page.text


def test_a_guest_page_shows_the_passkey_way_only_with_its_script(
    client: Client,
) -> None:
    """Without JavaScript the form stays hidden and the code way is there."""
    page = client.get("/sign-in", status=200)
    form = page.form(action="/sign-in/passkey")
    assert "hidden" in form.element.attrib
    assert page.form(id_="sign-in").names >= {"contact"}
