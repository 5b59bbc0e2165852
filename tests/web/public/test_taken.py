"""Waiting for Google on the phone that took a card along."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core import db, tenancy
from app.wallet.google import sync
from app.web import tickets
from tests.conftest import ADDRESS, MakeApp
from tests.page import Client
from tests.standins.google import GoogleStandIn
from tests.world import World


@pytest.fixture
def phone(make_app: MakeApp, settings: dict[str, Any], world: World) -> Client:
    """A phone on a site that knows Google."""
    return Client(make_app(**settings), address=ADDRESS, language="en")


@pytest.fixture
def path(phone: Client, world: World) -> str:
    """The link to the member's card."""
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        ticket = tickets.issue(shop.member.card_id, phone.app.config["SECRET_KEY"])
    return f"/zerno/take/{ticket.token}"


def test_it_waits_and_leads_on(phone: Client, path: str, google: GoogleStandIn) -> None:
    page = phone.get(path).form(action="/google").submit(status=303)
    part = page.one("section", id="_taken")
    assert phone.get(part.attrib["hx-get"], htmx=True).status == 204
    with phone.app.app_context():
        phone.app.extensions["tessera_worker"].relay()
        while sync.send(phone.app.extensions["tessera_config"]):
            db.session().rollback()
    done = phone.get(page.path, status=200)
    assert done.link("Continue to Google").startswith(google.save_prefix)
    assert phone.get(part.attrib["hx-get"], htmx=True).headers["HX-Redirect"]


def test_who_asked_for_nothing_is_sent_back(phone: Client, path: str) -> None:
    assert phone.get(f"{path}/google", status=303).location == path


def test_without_google_it_is_not_to_be_had(
    make_app: Callable[..., Any], path: str
) -> None:
    phone = Client(make_app(), address=ADDRESS, language="en")
    token = phone.get(path).form(action="/language").values["csrf_token"]
    answer = phone.post(f"{path}/google", data={"csrf_token": token}, status=404)
    assert "not set up here" in answer.text
