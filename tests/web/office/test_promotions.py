"""The list of promotions, and the ways to make one."""

from tests.offers.giving import promote
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_without_any_the_page_offers_the_ways(office: Office) -> None:
    page = office.get("promotions", status=200)
    assert "No promotions yet" in page.text
    for way in ("One word for all", "Single-use codes", "Password that changes"):
        assert page.click(way, status=200).h1 == way


def test_the_list_shows_how_each_reaches_guests(office: Office, world: World) -> None:
    promote(world.coffee.business_id, name="May")
    promote(world.coffee.business_id, "open", name="Quiet hours", is_begun=False)
    promote(world.books.business_id, name="Margin only")
    words = office.get("promotions", status=200).text
    assert "May runsOne word for all · MAY15 · −15%" in words
    assert "Quiet hours draft" in words
    assert "Margin only" not in words


def test_it_is_reached_from_the_menu(office: Office) -> None:
    assert office.get().click("Promotions", status=200).h1 == "Promotions"


def test_only_managers_see_it(enter: Enter) -> None:
    assert enter("moderator").get("promotions").status == 403
    assert enter("cashier").get("promotions").status == 403
    assert enter("administrator").get("promotions").status == 200
