"""The list of checks of cards."""

from tests.web.office.checking import all_of
from tests.web.office.conftest import Office
from tests.world import World


def test_all_cards_are_in_order(office: Office) -> None:
    page = office.get("cases", status=200)
    assert "Every card is in order" in page.text
    assert page.link("Find a guest").endswith("/members")


def test_an_open_check_is_listed(office: Office, world: World) -> None:
    all_of(office, world)
    page = office.get("cases", status=200)
    assert "1 check of a card is open" in page.text
    assert "Unusual purchases" in page.text
    assert "spending is blocked" in page.text
