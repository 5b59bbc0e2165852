"""What is on sale, and the way to put more on sale."""

from app.programmes.kinds.certificate import CertificateRules
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Enter, Office
from tests.world import World


def test_an_empty_shelf_shows_what_can_be_sold(office: Office) -> None:
    page = office.get("instruments", status=200)
    assert "Nothing is on sale yet" in page.text
    for title in ("Gift certificate", "Visit pass", "Ticket", "Club"):
        assert title in page.text


def test_each_says_its_terms_in_one_sentence(office: Office, world: World) -> None:
    shelf = Shelf(world.coffee)
    programme_id = shelf.offer(CertificateRules())
    shelf.sell(programme_id, amount_minor=1_000_00)
    page = office.get("instruments", status=200)
    assert "good for 12 months" in page.text
    assert "1 card in use" in page.text
    assert "Points" not in [each.text for each in page.all("h2")]


def test_it_is_for_managers(enter: Enter) -> None:
    enter("moderator").get("instruments", status=403)
    enter("cashier").get("instruments", status=403)
