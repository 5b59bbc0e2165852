"""What was sold of a programme, who came, and giving cards away."""

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.circles import create_circle
from tests.instruments.shelf import Shelf
from tests.web.office.conftest import Enter, Office
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


def test_who_bought_and_who_came(office: Office, shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    sold = shelf.sell(programme_id)
    assert "Nobody has come yet" in office.get(f"instruments/{programme_id}").text
    shelf.use(sold)
    page = office.get(f"instruments/{programme_id}", status=200)
    assert shelf.held(sold).spoken in page.text
    assert "Who came" in page.text


def test_one_guest_is_given_a_certificate(office: Office, shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules())
    page = office.get(f"instruments/{programme_id}", status=200)
    form = page.form(action="/gifts")
    number = shelf.shop.member.number
    refused = form.submit(guest=number, amount="777", status=422)
    assert refused.form(action="/gifts").values["amount"] == ["777"]
    done = refused.form(action="/gifts").submit(amount="1000", status=303)
    assert "1 card is given" in done.text
    assert "a gift" in done.text


def test_a_group_is_given_tickets(office: Office, shelf: Shelf) -> None:
    circle = create_circle(shelf.shop)
    circle.enter(shelf.shop.member.member_id)
    programme_id = shelf.offer(TicketRules())
    event_id = shelf.event(programme_id)
    form = office.get(f"instruments/{programme_id}").form(action="/gifts")
    done = form.submit(group=str(circle.group_id), event=str(event_id), status=303)
    assert "1 card is given" in done.text
    assert "1 of 100" in done.text


@pytest.mark.parametrize("guest", ["", "0000000000", "nobody", "x" * 65])
def test_nobody_is_found(office: Office, shelf: Shelf, guest: str) -> None:
    programme_id = shelf.offer(VisitRules())
    form = office.get(f"instruments/{programme_id}").form(action="/gifts")
    page = form.submit(guest=guest, status=422)
    assert page.form(action="/gifts").values["guest"] == [guest]


def test_an_empty_group_gets_nothing(office: Office, shelf: Shelf) -> None:
    circle = create_circle(shelf.shop)
    programme_id = shelf.offer(VisitRules())
    form = office.get(f"instruments/{programme_id}").form(action="/gifts")
    page = form.submit(group=str(circle.group_id), status=422)
    assert "Nobody is in this group" in page.text


def test_foreign_and_other_programmes(
    office: Office, world: World, enter: Enter
) -> None:
    foreign = Shelf(world.books).offer(VisitRules())
    office.get(f"instruments/{foreign}", status=404)
    office.get(f"instruments/{world.coffee.programme_id}", status=404)
    enter("moderator").get(f"instruments/{foreign}", status=403)
