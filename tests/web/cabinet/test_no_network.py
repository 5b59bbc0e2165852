"""What stands in place of a page that needs a network."""

from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder


def test_it_leads_to_the_card_and_names_nobody(browser: Client, guest: Holder) -> None:
    page = browser.get(f"{HOME}/no-network", status=200)
    assert page.title.startswith("No network")
    assert page.link("Open the card") == HOME
    assert "Anna" not in page.text
    assert guest.number not in page.markup.replace(" ", "")
    assert "<form" not in page.markup
