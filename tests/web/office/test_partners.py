"""The list of partners: empty, asked, in force; never the other one's guests."""

from tests.coalitions.pages import both, partners
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_without_partners_the_page_says_what_they_are_for(office: Office) -> None:
    page = office.get("partners", status=200)
    assert "No partners yet" in page.text
    assert page.link("Invite a partner")


def test_a_partner_stands_with_what_is_open(office: Office, world: World) -> None:
    made = partners(world)
    made.coffee.give(100)
    made.books.sell(500_00, partner=100_00)
    page = office.get("partners", status=200)
    assert "Margin Books" in page.text
    assert "points are taken" in page.text
    assert "open: −₽80" in page.text


def test_only_the_whole_business_is_let_in(enter: Enter, world: World) -> None:
    both(world)
    enter("moderator").get("partners", status=403)
    enter("administrator").get("partners", status=200)
