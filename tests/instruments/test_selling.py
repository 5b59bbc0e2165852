"""What can be sold, where and to whom."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from app.businesses import outlets
from app.cards import queries as cards
from app.core import clock as now
from app.core.errors import AppError, NotFound
from app.instruments import errors
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from tests.instruments.shelf import Shelf
from tests.rewards.test_races import at_once
from tests.world import World


def test_a_certificate_is_an_advance_and_earns_nothing(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=3_000_00)
    assert sold.price_minor == 3_000_00
    assert shelf.available(sold.card_id) == 3_000_00
    assert shelf.available(shelf.shop.member.card_id) == 0
    assert shelf.is_sound()


@pytest.mark.parametrize("minor", [None, 0, 1, 3_000_01, -5])
def test_only_for_the_sums_that_are_offered(shelf: Shelf, minor: int | None) -> None:
    programme_id = shelf.offer(CertificateRules())
    with pytest.raises(errors.WrongNominal):
        shelf.sell(programme_id, amount_minor=minor)


def test_one_person_holds_several_of_one_kind(shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    member_id = shelf.shop.member.member_id
    sold = [shelf.sell(programme_id, member_id=member_id) for _ in range(2)]
    assert len({each.card_id for each in sold}) == 2
    assert len(shelf.do(cards.cards_of, member_id)) == 3


def test_whoever_joins_gets_no_certificate(shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules())
    points = shelf.shop.programme_id
    shelf.do(programmes.put_before, programme_id=programme_id, other_id=points)
    assert shelf.do(queries.default_programme).kind == "points"
    assert [each.kind for each in shelf.do(queries.offered)] == ["points"]


def test_the_last_card_for_everybody_is_no_certificate(shelf: Shelf) -> None:
    shelf.offer(CertificateRules())
    with pytest.raises(programmes.LastProgramme):
        shelf.do(programmes.close, programme_id=shelf.shop.programme_id)


def test_points_cards_are_not_sold(shelf: Shelf) -> None:
    with pytest.raises(errors.NotOnSale):
        shelf.sell(shelf.shop.programme_id)


def test_a_closed_programme_sells_nothing(shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    shelf.do(programmes.close, programme_id=programme_id)
    with pytest.raises(errors.NotOnSale):
        shelf.sell(programme_id)


def test_a_closed_outlet_sells_nothing(shelf: Shelf) -> None:
    programme_id = shelf.offer(VisitRules())
    sold = shelf.sell(programme_id)
    shelf.do(outlets.close, outlet_id=shelf.shop.outlet_id)
    with pytest.raises(errors.SellerClosed):
        shelf.sell(programme_id)
    with pytest.raises(errors.SellerClosed):
        shelf.use(sold)


def test_what_is_another_business_s(shelf: Shelf, world: World) -> None:
    programme_id = shelf.offer(VisitRules())
    with pytest.raises(NotFound):
        Shelf(world.books).sell(programme_id)
    with pytest.raises(NotFound):
        shelf.sell(programme_id, member_id=world.books.member.member_id)
    with pytest.raises(NotFound):
        shelf.sell(programme_id, outlet_id=world.books.outlet_id)


def test_a_ticket_needs_an_event_of_its_own_that_is_ahead(shelf: Shelf) -> None:
    programme_id = shelf.offer(TicketRules())
    other = shelf.event(shelf.offer(TicketRules(), "Other tickets"))
    for event_id in (None, other, 10**6):
        with pytest.raises(errors.NoEvent):
            shelf.sell(programme_id, event_id=event_id)


def test_an_event_in_the_past_is_a_slip(shelf: Shelf) -> None:
    programme_id = shelf.offer(TicketRules())
    with pytest.raises(errors.BadEvent):
        shelf.event(programme_id, starts_at=now.now() - timedelta(hours=1))


def test_twenty_at_once_for_the_last_seat(app: Flask, shelf: Shelf) -> None:
    programme_id = shelf.offer(TicketRules())
    event_id = shelf.event(programme_id, capacity=1)
    start, answers = Barrier(20), []

    def buy() -> None:
        with app.app_context():
            start.wait()
            try:
                shelf.sell(programme_id, event_id=event_id)
                answers.append("sold")
            except AppError as error:
                answers.append(error.code)

    buyers = [Thread(target=buy) for _ in range(20)]
    for each in buyers:
        each.start()
    for each in buyers:
        each.join()
    assert answers.count("sold") == 1
    assert answers.count("sold_out") == 19


def test_two_tills_at_once_sell_one_membership_for_twice_its_time(
    app: Flask, shelf: Shelf
) -> None:
    club, member_id = shelf.offer(ClubRules()), shelf.shop.member.member_id
    found = at_once(app, [lambda: shelf.sell(club, member_id=member_id)] * 2)
    assert len({each.card_id for each in found}) == 1  # type: ignore[attr-defined]
    assert shelf.held(found[0]).price_minor == 2 * 990_00  # type: ignore[arg-type]
