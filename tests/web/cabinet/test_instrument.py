"""A certificate, a pass, a ticket, a membership in their holder's hands."""

from app.core import tenancy
from app.instruments import actions
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, World


def test_a_pass_says_its_visits(browser: Client, world: World, guest: Holder) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()), member_id=guest.member_id)
    page = browser.get(f"{HOME}?card={sold.card_id}", status=200)
    assert page.h1 == "Pass"
    face = " ".join(page.one("div", cls="pass").itertext())
    assert "8" in face
    assert "visits left" in face
    shelf.use(sold)
    page = browser.get(f"{HOME}?card={sold.card_id}", status=200)
    assert "1 of 8 used" in page.text
    assert "Good through April 15, 2026" in page.text


def test_a_certificate_says_its_value_and_who_gave_it(
    browser: Client, world: World, guest: Holder
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(
        shelf.offer(CertificateRules()),
        member_id=guest.member_id,
        amount_minor=3_000_00,
        giver="Olga",
        message="Enjoy <b>it</b>",
    )
    page = browser.get(f"{HOME}?card={sold.card_id}", status=200)
    assert "3,000" in page.text
    assert "Olga" in page.text
    assert "Enjoy <b>it</b>" in page.text


def test_a_ticket_says_place_time_and_gate(
    browser: Client, world: World, guest: Holder, clock: Clock
) -> None:
    shelf = Shelf(world.coffee)
    programme_id = shelf.offer(TicketRules())
    sold = shelf.sell(
        programme_id, member_id=guest.member_id, event_id=shelf.event(programme_id)
    )
    address = f"{HOME}?card={sold.card_id}"
    page = browser.get(address, status=200)
    assert page.h1 == "Concert"
    assert "Courtyard" in page.text
    shelf.use(sold, gate="3")
    assert "entrance 3" in browser.get(address, status=200).text


def test_a_membership_says_its_end_and_benefits(
    browser: Client, world: World, guest: Holder
) -> None:
    shelf = Shelf(world.coffee)
    rules = ClubRules(benefits=("A seat",), discount_basis_points=10_00)
    sold = shelf.sell(shelf.offer(rules), member_id=guest.member_id)
    page = browser.get(f"{HOME}?card={sold.card_id}", status=200)
    assert "last day of the membership" in page.text
    assert "A seat" in page.text
    shelf.do(actions.refund, card_id=sold.card_id, actor="staff:1")
    page = browser.get(f"{HOME}?card={sold.card_id}", status=200)
    assert "Paid back, no longer good" in page.text


def test_all_cards_stand_side_by_side(
    browser: Client, world: World, guest: Holder
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()), member_id=guest.member_id)
    page = browser.get(HOME, status=200)
    deck = page.one("nav", cls="deck")
    assert [each.get("href") for each in deck.iter("a")] == [
        f"{HOME}?card={guest.card_id}",
        f"{HOME}?card={sold.card_id}",
    ]


def test_other_people_s_cards_are_not_there(
    browser: Client, world: World, guest: Holder
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()))
    browser.get(f"{HOME}?card={sold.card_id}", status=404)


def test_nothing_is_asked_again_while_nothing_changed(
    browser: Client, world: World, guest: Holder
) -> None:
    shelf = Shelf(world.coffee)
    sold = shelf.sell(shelf.offer(VisitRules()), member_id=guest.member_id)
    address = f"{HOME}?card={sold.card_id}"
    tag = browser.get(address, status=200).headers["ETag"]
    headers = {"If-None-Match": tag}
    assert browser.get(address, headers=headers).status == 304
    shelf.use(sold)
    assert browser.get(address, headers=headers).status == 200
    with tenancy.scope(world.coffee.business_id):
        assert shelf.held(sold).used == 1
