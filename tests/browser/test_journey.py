"""The whole way: poster, card, cheque, points on the phone, spending, history."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.guest import Guest
from tests.browser.till import Till
from tests.browser.words import ru
from tests.world import Shop

SMALL_PHONE = ViewportSize(width=360, height=640)
MOST_TAPS = 3
THREE_INPUTS = 3
WAYS = pytest.mark.parametrize(
    ("scripts", "desk"),
    [
        pytest.param(True, DESK, id="scripts-desk"),
        pytest.param(True, PHONE, id="scripts-phone"),
        pytest.param(False, PHONE, id="bare-phone"),
    ],
)

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])


@WAYS
def test_a_guest_joins_earns_spends_and_sees_why(
    guest: Guest, till: Till, *, scripts: bool
) -> None:
    guest.join()
    assert guest.taps <= MOST_TAPS
    assert guest.points() == 0
    code = guest.shown_code()
    assert code == f"T{guest.number()}"

    till.sell(code, "4000")
    assert till.inputs == THREE_INPUTS
    assert till.figure() == "4 000 ₽"
    assert till.sums()[ru("Earned")] == "+200 баллов"

    guest.page.reload()
    assert guest.points() == 200
    spending_code = guest.open_spending_code()
    assert spending_code.startswith(f"R{code[1:]}")

    till.open()
    till.scan(spending_code)
    till.sum("1000")
    if not scripts:
        till.press(ru("Work out"))
    till.book(points=200)
    till.expect_heading(ru("Booked"))
    assert till.figure() == "800 ₽"

    guest.open_card()
    assert guest.points() == 40
    rows = guest.history()
    assert sorted(row.points for row in rows) == [-200, 40, 200]
    by_points = {row.points: row.text for row in rows}
    assert re.search(r"Списали в счёт чека № \S+ на 1 000 ₽", by_points[-200])
    assert re.search(r"Вернули 5 % с 800 ₽.*чек № \S+ на 1 000 ₽", by_points[40])
    assert re.search(r"Вернули 5 %: чек № \S+ на 4 000 ₽, правила от", by_points[200])


@BOTH
def test_joining_needs_no_typing(guest: Guest) -> None:
    guest.scan_poster()
    fields = guest.page.locator("main").locator("input:not([type=hidden]), select")
    expect(fields).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE], ids=["390x844", "360x640"])
def test_the_code_is_whole_on_the_first_screen(
    windows: Windows, shop: Shop, size: ViewportSize
) -> None:
    guest = Guest(windows.open(size), shop.slug)
    guest.join()
    box = guest.page.locator(".stub-code").bounding_box()
    dock = guest.page.locator(".dock").bounding_box()
    assert box is not None
    assert dock is not None
    assert guest.page.evaluate("() => scrollY") == 0
    assert box["y"] + box["height"] <= dock["y"]
    assert guest.shown_code() == f"T{guest.number()}"


def test_the_code_is_read_in_the_dark(windows: Windows, shop: Shop) -> None:
    guest = Guest(windows.open(color_scheme="dark"), shop.slug)
    guest.join()
    assert guest.shown_code() == f"T{guest.number()}"
    guest.button(ru("Full screen")).click()
    expect(guest.page.get_by_role("dialog")).to_be_visible()
    guest.page.keyboard.press("Escape")
    expect(guest.page.get_by_role("dialog")).to_be_hidden()
    expect(guest.button(ru("Full screen"))).to_be_focused()


@BOTH
def test_a_second_phone_with_the_same_address_gets_the_same_card(
    windows: Windows, shop: Shop, guest: Guest, *, scripts: bool
) -> None:
    guest.join()
    number = guest.number()
    guest.protect("anna@example.com")
    assert guest.number() == number

    second = Guest(windows.open(scripts=scripts), shop.slug)
    second.join()
    assert second.number() != number
    second.protect("anna@example.com")
    assert second.number() == number
