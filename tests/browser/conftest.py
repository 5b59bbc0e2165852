"""A Chromium per database, windows that must stay clean, and a shop that sells."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from app.core import db
from app.people import actions as people
from tests.browser.guest import Guest
from tests.browser.till import Till
from tests.browser.words import ru
from tests.served import Site
from tests.world import Shop, World

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
SERVER_ERROR = 500
# How Chromium reports a form that came back with what is wrong in it.
CAME_BACK = "the server responded with a status of 422"
# Long enough for a machine that does much else at the same time.
PATIENCE_MS = 20_000
CASHIER_MAIL = "kassa@zerno.example"

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The driver of the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """A running Chromium."""
    running = launch(playwright, chromium)
    yield running
    running.close()


def launch(playwright: Playwright, chromium: str, *more: str) -> Browser:
    """Start a Chromium with these flags too."""
    return playwright.chromium.launch(
        executable_path=chromium, chromium_sandbox=False, args=[*FLAGS, *more]
    )


@pytest.fixture
def make_app(make_app: Callable[..., Flask]) -> Callable[..., Flask]:
    """Sites of these tests show their codes on the page and do not count tries."""
    return functools.partial(make_app, demo=True, limit_scale=1000)


@dataclass
class Windows:
    """Opens windows of separate people and hears every complaint about them."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(
        self,
        size: ViewportSize = PHONE,
        *,
        scripts: bool = True,
        browser: Browser | None = None,
        **options: Any,
    ) -> Page:
        """A window of somebody who was never here."""
        is_phone = size["width"] < DESK["width"]
        context = (browser or self.browser).new_context(
            base_url=self.address,
            viewport=size,
            java_script_enabled=scripts,
            is_mobile=is_phone,
            has_touch=is_phone,
            device_scale_factor=2 if is_phone else 1,
            locale="ru-RU",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("response", self._on_response)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close all of them."""
        for context in self.contexts:
            context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        is_bad = message.type in {"error", "warning"}
        if is_bad and CAME_BACK not in message.text:
            self.complaints.append(f"{message.text} ({message.location})")

    def _on_response(self, response: Response) -> None:
        if response.status >= SERVER_ERROR:
            self.complaints.append(f"{response.status} {response.url}")


@pytest.fixture
def windows(browser: Browser, site: Site) -> Iterator[Windows]:
    """Windows on the site; the console of each must stay clean (no CSP refusals)."""
    opened = Windows(browser=browser, address=site.address)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee chain, whose cashier can sign in by e-mail."""
    with db.writing():
        people.claim_address(
            person_id=world.coffee.cashier.person_id,
            channel="email",
            address=CASHIER_MAIL,
        )
    return world.coffee


@pytest.fixture
def guest(windows: Windows, shop: Shop, *, scripts: bool) -> Guest:
    """Somebody with a phone, in front of the poster."""
    return Guest(windows.open(scripts=scripts), shop.slug)


@pytest.fixture
def till(windows: Windows, shop: Shop, desk: ViewportSize, *, scripts: bool) -> Till:
    """A cashier at the till."""
    opened = Till(windows.open(desk, scripts=scripts), shop.slug)
    opened.sign_in(CASHIER_MAIL)
    opened.expect_heading(ru("Scan the card"))
    return opened


@pytest.fixture
def scripts() -> bool:
    """Whether JavaScript runs; tests say otherwise by a parameter."""
    return True


@pytest.fixture
def desk() -> ViewportSize:
    """The window of the till; tests say otherwise by a parameter."""
    return DESK
