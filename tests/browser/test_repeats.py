"""Whatever is tapped twice, reloaded or gone back to is booked once."""

import pytest
from playwright.sync_api import expect

from tests.browser.guest import Guest
from tests.browser.till import Till
from tests.browser.words import ru
from tests.conftest import Clock

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "bare"])


@BOTH
def test_a_double_tap_books_once(guest: Guest, till: Till) -> None:
    guest.join()
    till.open()
    till.scan(guest.number())
    till.sum("1000")
    till.booking().dblclick()
    till.expect_heading(ru("Booked"))
    assert len(till.receipts()) == 1
    guest.open_card()
    assert guest.points() == 50


@BOTH
def test_reload_and_back_book_nothing_more(guest: Guest, till: Till) -> None:
    guest.join()
    till.sell(guest.number(), "1000")
    till.page.reload()
    till.expect_heading(ru("Booked"))
    till.page.go_back()
    till.expect_heading(ru("Scan the card"))
    assert len(till.receipts()) == 1
    guest.open_card()
    assert guest.points() == 50


@BOTH
def test_a_double_tap_on_the_poster_gives_one_card(guest: Guest) -> None:
    guest.scan_poster()
    guest.button(ru("Get the card")).dblclick()
    expect(
        guest.page.get_by_role("heading", name=ru("The card is yours"))
    ).to_be_visible()
    guest.open_card()
    number = guest.number()
    guest.scan_poster()
    expect(guest.page.get_by_role("heading", name=ru("My card"))).to_be_visible()
    assert guest.number() == number


@BOTH
def test_an_undone_cheque_leaves_both_lines_linked(guest: Guest, till: Till) -> None:
    guest.join()
    till.sell(guest.number(), "1000")
    till.press(ru("Undo"))
    till.expect_heading(ru("The cheque is undone"))
    assert ru("Undone") in till.receipts()[0]

    rows = guest.history()
    assert [row.points for row in rows] == [-50, 50]
    back = guest.page.get_by_role("link", name=ru("What was cancelled"))
    target = back.get_attribute("href")
    assert target is not None
    back.click()
    expect(guest.page.locator(target)).to_contain_text(ru("cancelled"))
    guest.open_card()
    assert guest.points() == 0


def test_the_way_back_closes_after_a_minute(
    guest: Guest, till: Till, clock: Clock
) -> None:
    guest.join()
    till.page.clock.install()
    till.sell(guest.number(), "1000")
    expect(till.button(ru("Undo"))).to_be_visible()
    till.page.clock.run_for(61_000)
    expect(till.button(ru("Undo"))).to_be_hidden()
    clock.advance(seconds=61)
    till.page.reload()
    till.expect_heading(ru("Booked"))
    expect(till.page.locator("[data-undo]")).to_have_count(0)


@BOTH
def test_one_line_comes_back_with_its_points(guest: Guest, till: Till) -> None:
    guest.join()
    till.open()
    till.scan(guest.number())
    till.page.get_by_text(ru("Line by line")).click()
    till.press(ru("Add a line"))
    expect(till.page.get_by_label(ru("Name"))).to_have_count(1)
    till.press(ru("Add a line"))
    for place, (name, amount) in enumerate([("Чашка", "1000"), ("Кофе", "3000")]):
        till.page.get_by_label(ru("Name")).nth(place).fill(name)
        till.page.get_by_label(ru("Sum"), exact=True).nth(place).fill(amount)
    till.book()
    till.expect_heading(ru("Booked"))
    assert till.figure() == "4 000 ₽"

    till.open_receipt()
    till.page.get_by_label("Чашка").check()
    till.press(ru("Take the ticked lines back"))
    till.press(ru("Give back %(money)s", money="1 000 ₽"))
    till.expect_heading(ru("Taken back"))
    assert till.figure() == "1 000 ₽"

    rows = guest.history()
    assert [row.points for row in rows] == [-50, 200]
    assert "вернули" in rows[0].text
    guest.page.locator(".row").first.get_by_role("link").click()
    line = guest.page.get_by_role("row").filter(has_text="Чашка")
    expect(line).to_contain_text(ru("returned"))
