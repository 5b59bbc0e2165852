"""Keeping the card on real devices: taps, an iPad that says it is a Mac, big screens."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import codes
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.guest import Guest, path_of
from tests.browser.words import ru
from tests.web import agents
from tests.world import Shop

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])
IPAD = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Safari/605.1.15"
)
TABLET = {"width": 820, "height": 1180}
FIVE_FINGERS = "Object.defineProperty(navigator, 'maxTouchPoints', { get: () => 5 })"


@BOTH
def test_m1_from_the_poster_into_the_wallet_in_one_tap(
    windows: Windows, shop: Shop, *, scripts: bool
) -> None:
    """The banner before it and the wallet's own "Add" make three."""
    page = windows.open(PHONE, scripts=scripts, user_agent=agents.IPHONE)
    guest = Guest(page, shop.slug)
    guest.scan_poster()
    with page.expect_download() as download:
        guest.tap(guest.button(ru("Add to Apple Wallet")))
    assert download.value.suggested_filename.endswith(".pkpass")
    assert guest.taps == 1
    assert path_of(page) == f"/{shop.slug}/card/save"
    expect(page.get_by_role("heading", name=ru("The card is yours"))).to_be_visible()


def test_an_ipad_that_says_it_is_a_mac_gets_its_own_wallet_first(
    windows: Windows, shop: Shop
) -> None:
    page = windows.open(TABLET, user_agent=IPAD)
    page.add_init_script(FIVE_FINGERS)
    guest = Guest(page, shop.slug)
    guest.scan_poster()
    guest.button(ru("Get the card")).click()
    first = page.locator(".save-ways > *").first
    expect(first).to_have_attribute("data-wallet", "apple")
    expect(page.locator(".save-take")).to_have_count(0)


@BOTH
def test_a_phone_takes_the_card_from_a_big_screen(
    windows: Windows, shop: Shop, *, scripts: bool
) -> None:
    desk = windows.open(DESK, scripts=scripts, user_agent=agents.DESK)
    guest = Guest(desk, shop.slug)
    guest.scan_poster()
    guest.button(ru("Get the card")).click()
    expect(desk.locator(".save-take img")).to_be_visible()
    link = codes.read(desk.screenshot())
    phone = windows.open(PHONE, scripts=scripts, user_agent=agents.IPHONE)
    phone.goto(urlsplit(link).path)
    with phone.expect_download() as download:
        phone.get_by_role("link", name=ru("Add to Apple Wallet")).click()
    assert download.value.suggested_filename == "card.pkpass"
    phone.goto(f"/{shop.slug}/card")
    assert path_of(phone) == f"/{shop.slug}/join"


@BOTH
def test_who_is_forgotten_is_asked_once_and_seen_off(
    guest: Guest, shop: Shop, *, scripts: bool
) -> None:
    guest.join()
    guest.page.goto(f"/{shop.slug}/card/erase")
    guest.button(ru("Delete my data")).click()
    expect(guest.page.locator(".errors")).to_be_visible()
    guest.page.locator("#sure").check()
    guest.button(ru("Delete my data")).click()
    expect(
        guest.page.get_by_role("heading", name=ru("Your data is deleted"))
    ).to_be_visible()
    guest.open_card()
    assert path_of(guest.page) == f"/{shop.slug}/join"
