"""A cashier at the till: signs in, scans, types the sum, books."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.guest import enter_code
from tests.browser.words import plain, ru


class Till:
    """The window of a till; counts what the cashier has to do."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.inputs = 0

    def sign_in(self, email: str) -> None:
        """Through the form, with the code that it sends."""
        self.open()
        self.page.get_by_role("link", name=ru("Use e-mail instead")).click()
        ask_code(self.page, email)
        enter_code(self.page)

    def open(self) -> None:
        """Wait for the next guest."""
        self.page.goto(f"/{self.slug}/till/")

    def expect_heading(self, words: str | re.Pattern[str]) -> None:
        """Wait until the page says this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """The button with this text."""
        return self.page.get_by_role("button", name=name)

    def scan(self, code: str) -> None:
        """Pull the trigger of a scanner that types, without touching the screen."""
        expect(self.page.get_by_label(ru("Number or code of the card"))).to_be_focused()
        self._type(code)
        self.page.keyboard.press("Enter")
        self.expect_heading(ru("Cheque of the guest"))

    def sum(self, amount: str) -> None:
        """Type the sum; its field has the focus."""
        expect(self.page.get_by_label(ru("Sum of the cheque"))).to_be_focused()
        self._type(amount)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Touch a button."""
        self.inputs += 1
        self.button(name).click()

    def sell(self, code: str, amount: str) -> None:
        """A cheque without spending."""
        self.open()
        self.scan(code)
        self.sum(amount)
        self.book()
        self.expect_heading(ru("Booked"))

    def book(self, points: int = 0) -> None:
        """Touch the button that books, spending so many points."""
        self.inputs += 1
        self.booking(points).click()

    def booking(self, points: int = 0) -> Locator:
        """The button that books, spending so many points."""
        return self.page.locator(f"button[name=spend][value='{points}']")

    def figure(self) -> str:
        """The number that is read from a metre away."""
        return plain(self.page.locator(".result .figure").inner_text())

    def sums(self) -> dict[str, str]:
        """The sums on the screen by their names."""
        rows = self.page.locator(".sums > div").all()
        return {
            row.locator("dt").inner_text(): plain(row.locator("dd").inner_text())
            for row in rows
        }

    def receipts(self) -> list[str]:
        """Today's cheques, newest first, in words."""
        self.page.goto(f"/{self.slug}/till/receipts")
        self.expect_heading(ru("Today's receipts"))
        rows = self.page.locator("#_receipts .list-link")
        return [plain(text) for text in rows.all_inner_texts()]

    def open_receipt(self) -> None:
        """The newest cheque of today."""
        self.receipts()
        self.page.locator("#_receipts .list-link").first.click()
        self.expect_heading(re.compile(r"^Чек"))

    def _type(self, text: str) -> None:
        self.inputs += 1
        self.page.keyboard.type(text)


def ask_code(page: Page, email: str) -> None:
    """Have a code sent to an address."""
    page.get_by_label(ru("E-mail")).fill(email)
    page.get_by_role("button", name=ru("Send the code")).click()
