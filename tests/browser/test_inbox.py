"""An open inbox: what comes in shows in its rows and in the line above them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_chat import team
from tests.browser.words import ru
from tests.space import talk
from tests.world import Shop

__all__ = ["team"]

# A machine that does much else at the same time is no reason to fail.
SLACK_MS = 15_000


@pytest.fixture
def inbox(team: Page, shop: Shop) -> Page:
    """The moderator on the inbox."""
    team.goto(f"/{shop.slug}/office/inbox")
    expect(team.locator(".page-head")).to_contain_text(ru("Everybody is answered"))
    return team


def test_the_first_line_follows_what_comes_in(inbox: Page, shop: Shop) -> None:
    talk.call_back(shop)
    head = inbox.locator(".page-head [data-part=waiting]")
    expect(head).to_contain_text("1 ", timeout=SLACK_MS)
    expect(inbox.locator(".inbox .list-link")).to_have_count(1)
    expect(inbox.locator("[data-part=waiting]")).to_have_count(1)
