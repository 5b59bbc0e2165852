"""The evidence behind a signal, and the way to a check."""

from tests.web.office.conftest import Office
from tests.web.office.test_radar import cheat
from tests.world import World


def test_its_receipts_lead_to_a_check(office: Office, world: World) -> None:
    cheat(world.coffee)
    page = office.get("radar").click("Booked purchases on an own card", status=200)
    assert page.click("Check the card", status=200).h1 == "Check a card"


def test_what_is_over_says_so(office: Office, world: World) -> None:
    page = office.get(f"radar/{world.coffee.cashier.staff_id}/own", status=200)
    assert "Nothing of this kind stands out" in page.text


def test_there_is_no_other(office: Office, world: World) -> None:
    assert office.get(f"radar/{world.books.cashier.staff_id}/own").status == 404
    assert office.get(f"radar/{world.coffee.cashier.staff_id}/looks").status == 404
