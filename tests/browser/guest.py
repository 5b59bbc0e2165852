"""A guest's phone: the poster, the card, its codes and its history."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser import codes
from tests.browser.words import ru

SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True)
class Row:
    """One line of the history as it is read."""

    title: str
    points: int
    text: str


class Guest:
    """Somebody with a phone; counts what their thumb has to do."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Touch something."""
        self.taps += 1
        target.click()

    def button(self, name: str) -> Locator:
        """The button with this text."""
        return self.page.get_by_role("button", name=name)

    def link(self, name: str) -> Locator:
        """The link with this text."""
        return self.page.get_by_role("link", name=name)

    def scan_poster(self) -> None:
        """Point the camera at the poster and open what it says."""
        self.page.goto(f"/{self.slug}/join?s=poster")

    def join(self) -> None:
        """From the poster to the card."""
        self.scan_poster()
        self.tap(self.button(ru("Get the card")))
        expect(
            self.page.get_by_role("heading", name=ru("The card is yours"))
        ).to_be_visible()
        self.tap(self.link(ru("Keep it in the browser")))
        expect(self.page.get_by_role("heading", name=ru("My card"))).to_be_visible()

    def open_card(self) -> None:
        """Look at the card."""
        self.page.goto(f"/{self.slug}/card")

    def points(self) -> int:
        """What stands on the card."""
        text = self.page.locator(".pass-sum b").first.inner_text()
        return int(re.sub(r"\D", "", text))

    def number(self) -> str:
        """The number of the card as it is spoken, without its spaces."""
        return re.sub(r"\D", "", self.page.locator(".stub dd").inner_text())

    def shown_code(self) -> str:
        """What a scanner reads off the screen as it is."""
        return codes.read(self.page.screenshot())

    def open_spending_code(self) -> str:
        """Open the code that changes; what a scanner reads off it."""
        self.open_card()
        self.tap(self.link(ru("Show the code for spending")))
        expect(self.page.locator("#_code img")).to_be_visible()
        return self.shown_code()

    def history(self) -> list[Row]:
        """The lines of the history, newest first."""
        self.page.goto(f"/{self.slug}/card/history")
        expect(self.page.get_by_role("heading", name=ru("History"))).to_be_visible()
        return [_row(line) for line in self.page.locator(".rows > .row").all()]

    def protect(self, email: str) -> None:
        """Tie the card to an address, by the code that is sent there."""
        self.page.goto(f"/{self.slug}/protect?by=email")
        self.page.get_by_label(ru("E-mail")).fill(email)
        self.page.locator("[name=processing]").check()
        self.button(ru("Send the code")).click()
        enter_code(self.page)
        expect(self.page.get_by_role("heading", name=ru("My card"))).to_be_visible()


def enter_code(page: Page) -> None:
    """Type the code that the demo shows in place of sending it."""
    expect(page.get_by_role("heading", name=ru("Enter the code"))).to_be_visible()
    found = SIX_DIGITS.search(page.locator(".notice").inner_text())
    assert found is not None, "the demo shows no code"
    page.get_by_label(ru("Code"), exact=True).fill(found[0])
    page.get_by_role("button", name=ru("Continue")).click()


def path_of(page: Page) -> str:
    """Where a window is."""
    return urlsplit(page.url).path


def _row(line: Locator) -> Row:
    words = line.locator("> .num").inner_text().replace("\u2212", "-")
    return Row(
        title=line.locator("> b").inner_text(),
        points=int(re.sub(r"[^\d-]", "", words)),
        text=re.sub(r"\s+", " ", line.inner_text()),
    )
