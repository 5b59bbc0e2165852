"""The card in Google Wallet: a button, a moment, and on to Google."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.businesses import actions
from app.core import db
from app.wallet.google import sync
from app.web import tenants
from tests.conftest import ADDRESS, Clock, MakeApp
from tests.page import Client, Page
from tests.standins.google import GoogleStandIn
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World

SAVE, GOOGLE = f"{HOME}/save", f"{HOME}/google"


@pytest.fixture
def site(make_app: MakeApp, settings: dict[str, Any], guest: Holder) -> Iterator[Flask]:
    """A site that knows Google; the test runs in its context."""
    made = make_app(**settings)
    with made.app_context():
        yield made


@pytest.fixture
def phone(site: Flask, guest: Holder) -> Client:
    """The guest's phone."""
    client = Client(site, address=ADDRESS)
    client.sign_in(guest.person_id)
    return client


def pressed(phone: Client) -> Page:
    """The page after the button."""
    return phone.get(SAVE).form(action="/google").submit(status=303)


def deliver(site: Flask) -> None:
    """Let the worker do what is due."""
    site.extensions["tessera_worker"].relay()
    config = site.extensions["tessera_config"]
    while sync.send(config):
        pass
    db.session().rollback()


def test_the_button_leads_over_a_short_wait_to_google(
    site: Flask, phone: Client, google: GoogleStandIn
) -> None:
    page = pressed(phone)
    assert page.h1 == "Preparing the card"
    assert "Refresh" not in page.headers
    assert page.one("meta", http_equiv="refresh").get("content", "").startswith("2;")
    deliver(site)
    again = phone.get(page.path)
    link = again.link("Continue to Google")
    assert link.startswith(google.save_prefix)
    assert len(link) <= 800
    assert again.headers["Refresh"] == f"0; url={link}"


def test_a_business_that_stops_leads_nobody_there_any_more(
    site: Flask, phone: Client, world: World
) -> None:
    page = pressed(phone)
    deliver(site)
    with db.writing():
        actions.offer_google(business_id=world.coffee.business_id, is_offered=False)
    tenants.forget(world.coffee.slug)
    answer = phone.get(page.path, status=404)
    assert "not set up here" in answer.text
    assert "Refresh" not in answer.headers


def test_with_scripts_a_fragment_waits(site: Flask, phone: Client) -> None:
    page = pressed(phone)
    part = page.one("section", id="_google")
    here = part.attrib["hx-get"]
    assert phone.get(here, htmx=True).status == 204
    deliver(site)
    done = phone.get(here, htmx=True, status=204)
    assert done.headers["HX-Redirect"]


def test_after_a_while_it_says_so_and_names_other_ways(
    phone: Client, clock: Clock
) -> None:
    page = pressed(phone)
    here = page.one("section", id="_google").attrib["hx-get"]
    clock.advance(seconds=21)
    late = phone.get(here, htmx=True, status=200)
    assert late.is_fragment
    assert "longer than usual" in late.text
    assert late.link("Other ways to keep the card") == SAVE
    # It goes on asking, quietly.
    assert phone.get(late.one("section").attrib["hx-get"], htmx=True).status == 204
    assert "longer than usual" in phone.get(page.path).text


def test_pressing_twice_asks_once(
    site: Flask, phone: Client, google: GoogleStandIn
) -> None:
    form = phone.get(SAVE).form(action="/google")
    for _ in range(2):
        form.submit(status=303)
    deliver(site)
    assert "Continue to Google" in form.submit(status=303).text


def test_who_asked_for_nothing_waits_for_nothing(phone: Client) -> None:
    assert phone.get(GOOGLE, status=303).location == SAVE


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 40, "٣", "0"])
def test_nonsense_in_the_address_is_harmless(phone: Client, since: str) -> None:
    pressed(phone)
    assert phone.get(f"{GOOGLE}?since={since}", status=200).h1


def test_a_broken_key_leaves_the_other_ways(
    make_app: MakeApp, settings: dict[str, Any], guest: Holder, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text("{}")
    given = settings | {
        "google_key": str(tmp_path / "broken.json"),
        "google_issuer": "x",
    }
    client = Client(make_app(**given), address=ADDRESS)
    client.sign_in(guest.person_id)
    answer = client.get(SAVE).form(action="/google").submit(follow=False, status=503)
    assert "cannot be made now" in answer.text
    assert answer.link("Print the card") == f"{HOME}/print.pdf"
