"""A passkey in a real browser: Chromium's own device in software."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.core import clock, db
from app.people import actions as people
from app.people import factors
from tests.browser.conftest import DESK, Windows
from tests.browser.guest import enter_code
from tests.browser.till import ask_code
from tests.browser.words import ru
from tests.world import World

MAIL = "olga@zerno.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def owner(windows: Windows, world: World) -> Iterator[Page]:
    """An owner's window on a machine with a device for passkeys."""
    with db.writing():
        people.claim_address(
            person_id=world.coffee.owner.person_id, channel="email", address=MAIL
        )
    clock.advance(factors.GRACE)
    # No device makes a passkey for a number.
    windows.address = windows.address.replace("127.0.0.1", "localhost")
    page = windows.open(DESK)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    session.detach()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_passkey_is_made_and_then_opens_the_office_alone(owner: Page) -> None:
    owner.goto("/zerno/office/team")
    owner.get_by_role("link", name=ru("Use e-mail instead")).click()
    ask_code(owner, MAIL)
    enter_code(owner)
    heading(owner, ru("Protect your work with a second step"))
    owner.get_by_role("link", name=ru("Passkey")).click()
    owner.get_by_role("button", name=ru("Add a passkey")).click()
    heading(owner, ru("Recovery codes"))
    owner.get_by_role("button", name=ru("Make ten codes")).click()
    expect(owner.locator(".spares li")).to_have_count(10)
    owner.get_by_role("link", name=ru("I have kept them")).click()
    heading(owner, ru("Team"))

    owner.context.clear_cookies()
    owner.goto("/sign-in?next=/zerno/office/team")
    owner.get_by_role("button", name=ru("Sign in with a passkey")).click()
    heading(owner, ru("Team"))


def test_a_device_that_refuses_is_told_in_words(owner: Page) -> None:
    owner.goto("/sign-in")
    owner.get_by_role("button", name=ru("Sign in with a passkey")).click()
    said = owner.get_by_role("alert")
    expect(said).to_have_text(
        ru("The device gave no passkey. Try again, or use another way.")
    )
    button = owner.get_by_role("button", name=ru("Sign in with a passkey"))
    expect(button).to_be_enabled()
