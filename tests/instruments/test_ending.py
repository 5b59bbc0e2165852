"""Paid back, handed over, out of time (E20, E22, E30)."""

from datetime import date, timedelta

import pytest

from app.core import clock as now
from app.core import db, tenancy
from app.instruments import actions, ending, errors, queries
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.sales import actions as sales
from app.sales.actions import Line, Sale
from tests.conftest import Clock
from tests.instruments.shelf import Shelf, at


def refund(shelf: Shelf, sold: actions.Sold) -> int:
    return shelf.do(actions.refund, card_id=sold.card_id, actor="staff:1")


def lapse(shelf: Shelf) -> int:
    with tenancy.scope(shelf.shop.business_id):
        done = actions.lapse()
        db.session().rollback()
    return done


def test_e20_five_of_eight_visits_are_paid_back(shelf: Shelf, clock: Clock) -> None:
    sold = shelf.sell(shelf.offer(VisitRules(cooldown_minutes=0)))
    clock.set(at("2026-06-01T07:00:00Z"))
    for _ in range(3):
        shelf.use(sold)
    assert refund(shelf, sold) == 2_500_00
    with pytest.raises(errors.AlreadyEnded):
        shelf.use(sold)
    with pytest.raises(errors.AlreadyEnded):
        refund(shelf, sold)
    assert shelf.available(sold.card_id) == 0
    assert shelf.is_sound()


def test_e30_a_membership_is_paid_back_by_days(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T07:00:00Z"))
    member_id = shelf.shop.member.member_id
    sold = shelf.sell(shelf.offer(ClubRules()), member_id=member_id)
    assert shelf.held(sold).through_on == date(2026, 6, 30)
    clock.advance(days=10)
    assert refund(shelf, sold) == 660_00
    assert shelf.held(sold).state == "refunded"
    assert shelf.is_sound()


def test_a_renewal_lengthens_a_membership(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T07:00:00Z"))
    programme_id = shelf.offer(ClubRules())
    member_id = shelf.shop.member.member_id
    sold = shelf.sell(programme_id, member_id=member_id)
    clock.advance(days=20)
    again = shelf.sell(programme_id, member_id=member_id)
    assert (again.card_id, again.price_minor) == (sold.card_id, 990_00)
    assert shelf.held(sold).through_on == date(2026, 7, 30)
    # Twenty of sixty days of 1,980.00 are used.
    assert refund(shelf, sold) == 1_320_00


def test_after_a_gap_a_membership_begins_anew(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T07:00:00Z"))
    programme_id = shelf.offer(ClubRules())
    member_id = shelf.shop.member.member_id
    shelf.sell(programme_id, member_id=member_id)
    clock.advance(days=45)
    again = shelf.sell(programme_id, member_id=member_id)
    held = shelf.held(again)
    assert (held.starts_on, held.price_minor) == (date(2026, 7, 16), 990_00)


def test_an_unused_ticket_until_a_day_before(shelf: Shelf, clock: Clock) -> None:
    programme_id = shelf.offer(TicketRules(refund_hours=24))
    starts_at = now.now() + timedelta(hours=48)
    event_id = shelf.event(programme_id, capacity=1, starts_at=starts_at)
    sold = shelf.sell(programme_id, event_id=event_id)
    with pytest.raises(errors.SoldOut):
        shelf.sell(programme_id, event_id=event_id)
    assert refund(shelf, sold) == 800_00
    again = shelf.sell(programme_id, event_id=event_id)
    clock.advance(hours=24, seconds=1)
    with pytest.raises(errors.NoRefund):
        refund(shelf, again)


def test_a_gift_is_not_paid_back_in_money(shelf: Shelf) -> None:
    sold = shelf.sell(
        shelf.offer(CertificateRules()), amount_minor=1_000_00, is_gift=True
    )
    assert shelf.held(sold).price_minor == 0
    with pytest.raises(errors.NoRefund):
        refund(shelf, sold)


def pay(shelf: Shelf, sold: actions.Sold, minor: int, points: int) -> sales.Booked:
    sale = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=sold.card_id,
        number=None,
        lines=(Line(amount_minor=minor),),
        points=points,
        source="till",
        actor="staff:1",
    )
    return shelf.do(sales.book, sale)


def test_what_the_law_keeps_is_owed_after_the_end(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T07:00:00Z"))
    programme_id = shelf.offer(CertificateRules(is_owed_after=True))
    sold = shelf.sell(programme_id, amount_minor=1_000_00)
    pay(shelf, sold, 400_00, 400_00)
    clock.set(at("2027-06-03T07:00:00Z"))
    with pytest.raises(errors.OutOfTime):
        pay(shelf, sold, 100_00, 100_00)
    assert lapse(shelf) == 0
    assert shelf.available(sold.card_id) == 600_00
    assert refund(shelf, sold) == 600_00
    assert shelf.is_sound()


def test_elsewhere_it_is_income(shelf: Shelf, clock: Clock) -> None:
    clock.set(at("2026-06-01T07:00:00Z"))
    programme_id = shelf.offer(CertificateRules(is_owed_after=False))
    sold = shelf.sell(programme_id, amount_minor=1_000_00)
    clock.set(at("2027-06-03T07:00:00Z"))
    assert lapse(shelf) == 1
    assert lapse(shelf) == 0
    assert shelf.available(sold.card_id) == 0
    with pytest.raises(errors.AlreadyEnded):
        refund(shelf, sold)
    assert shelf.is_sound()


def test_a_ticket_goes_to_another_person_once(shelf: Shelf, clock: Clock) -> None:
    programme_id = shelf.offer(TicketRules(is_transferable=True))
    sold = shelf.sell(programme_id, event_id=shelf.event(programme_id))
    member_id = shelf.shop.member.member_id
    go = {"member_id": member_id, "actor": "staff:1"}
    new_id = shelf.do(actions.hand_over, card_id=sold.card_id, **go)
    held = shelf.held(sold)
    assert (held.card_id, held.member_id) == (new_id, member_id)
    with pytest.raises(errors.InstrumentNotFound):
        shelf.use(sold)
    with pytest.raises(errors.NotTransferable):
        shelf.do(actions.hand_over, card_id=new_id, **go)
    assert shelf.available(new_id) == 1
    assert shelf.is_sound()


def test_e22_on_the_certificate_alone(shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules())
    sold = shelf.sell(programme_id, amount_minor=3_000_00)
    first = pay(shelf, sold, 2_150_00, 2_150_00)
    assert (first.earned_points, first.available) == (0, 850_00)
    second = pay(shelf, sold, 1_000_00, 850_00)
    assert (second.paid_minor, second.available) == (150_00, 0)
    back = shelf.do(
        sales.refund,
        receipt_id=first.receipt_id,
        positions=None,
        number=None,
        outlet_id=shelf.shop.outlet_id,
        actor="staff:1",
    )
    assert (back.money_minor, back.points_returned) == (0, 2_150_00)
    assert shelf.available(sold.card_id) == 2_150_00
    assert shelf.is_sound()


def test_no_visit_comes_back_to_a_pass_that_was_paid_back(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    used = shelf.use(sold)
    assert refund(shelf, sold) == 3_500_00
    with pytest.raises(errors.AlreadyEnded):
        shelf.do(actions.undo, use_id=used.use_id, actor="staff:1")
    assert shelf.available(sold.card_id) == 0


def test_a_club_that_is_renewed_at_the_last_moment_does_not_lapse(
    shelf: Shelf, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has looked at it just before the till renewed it."""
    club = shelf.offer(ClubRules())
    member_id = shelf.shop.member.member_id
    sold = shelf.sell(club, member_id=member_id)
    clock.advance(days=40)
    stale = shelf.held(sold)
    shelf.sell(club, member_id=member_id)
    seen = iter([stale])
    real = queries.held
    monkeypatch.setattr(queries, "held", lambda card_id: next(seen, real(card_id)))
    monkeypatch.setattr(
        ending, "_due", lambda after: [] if after else [(1, sold.card_id)]
    )
    assert lapse(shelf) == 0
    assert shelf.held(sold).state == "active"
