"""A certificate among other means of payment on the guest's own receipt (R21; E22)."""

import pytest

from app.core import db, tenancy
from app.core.ids import CardId
from app.instruments import actions as instruments
from app.instruments import errors, queries
from app.instruments.actions import Sold, refund
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.visits import VisitRules
from app.sales import actions as sales
from app.sales.actions import Booked, Line, Sale
from tests.conftest import Clock
from tests.instruments.shelf import Shelf
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    """What the coffee shop sells."""
    return Shelf(world.coffee)


def buy(shelf: Shelf, sold: Sold, minor: int, card_id: CardId | None = None) -> Booked:
    """A cheque of the member, paid with a certificate as far as it goes."""
    with tenancy.scope(shelf.shop.business_id):
        held = queries.held(sold.card_id)
        db.session().rollback()
    paid = sales.certificate_payment(held, minor)
    assert paid is not None
    sale = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=card_id or shelf.shop.member.card_id,
        number=None,
        lines=(Line(amount_minor=minor),),
        payments=(paid,),
        source="till",
        actor="staff:1",
    )
    return shelf.do(sales.book, sale)


def give_back(shelf: Shelf, booked: Booked) -> sales.Refunded:
    return shelf.do(
        sales.refund,
        receipt_id=booked.receipt_id,
        positions=None,
        number=None,
        outlet_id=shelf.shop.outlet_id,
        actor="staff:1",
    )


def test_e22_as_money(shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules(is_earning=True))
    sold = shelf.sell(programme_id, amount_minor=3_000_00)
    assert shelf.available(shelf.shop.member.card_id) == 0
    first = buy(shelf, sold, 2_150_00)
    assert (first.paid_minor, first.earned_points) == (0, 107)
    assert shelf.available(sold.card_id) == 850_00
    second = buy(shelf, sold, 1_000_00)
    assert (second.paid_minor, second.earned_points) == (150_00, 50)
    assert shelf.available(sold.card_id) == 0
    back = give_back(shelf, first)
    assert (back.money_minor, back.points_clawed) == (0, 107)
    assert [each.amount_minor for each in back.payments] == [2_150_00]
    assert shelf.available(sold.card_id) == 2_150_00
    assert shelf.is_sound()


def test_unless_set_only_the_money_earns(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    booked = buy(shelf, sold, 1_500_00)
    assert (booked.paid_minor, booked.earned_points) == (500_00, 25)


def test_points_and_a_certificate_come_back_each_to_its_own(shelf: Shelf) -> None:
    """A return of points never takes what the certificate paid."""
    member = shelf.shop.member
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    earning = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=member.card_id,
        number=None,
        lines=(Line(amount_minor=6_000_00),),
        source="till",
        actor="staff:1",
    )
    shelf.do(sales.book, earning)
    with tenancy.scope(shelf.shop.business_id):
        paid = sales.certificate_payment(queries.held(sold.card_id), 1_000_00)
        db.session().rollback()
    assert paid is not None
    mixed = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=member.card_id,
        number=None,
        lines=(Line(amount_minor=700_00), Line(amount_minor=800_00)),
        points=200,
        payments=(paid,),
        source="till",
        actor="staff:1",
        code_is_rotating=True,
    )
    booked = shelf.do(sales.book, mixed)
    assert (booked.paid_minor, booked.available) == (300_00, 115)
    back = give_back(shelf, booked)
    assert (back.money_minor, back.points_returned) == (300_00, 200)
    assert shelf.available(member.card_id) == 300
    assert shelf.available(sold.card_id) == 1_000_00
    assert shelf.is_sound()


def test_an_undone_cheque_gives_the_certificate_back(shelf: Shelf) -> None:
    programme_id = shelf.offer(CertificateRules(is_earning=True))
    sold = shelf.sell(programme_id, amount_minor=3_000_00)
    booked = buy(shelf, sold, 2_000_00)
    shelf.do(sales.undo, receipt_id=booked.receipt_id, actor="staff:1")
    assert shelf.available(sold.card_id) == 3_000_00
    assert shelf.available(shelf.shop.member.card_id) == 0
    assert shelf.is_sound()


def test_a_certificate_that_was_paid_back_pays_nothing(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=1_000_00)
    shelf.do(refund, card_id=sold.card_id, actor="staff:1")
    with tenancy.scope(shelf.shop.business_id):
        assert sales.certificate_payment(queries.held(sold.card_id), 5_00) is None
        db.session().rollback()


def test_no_cheque_on_a_pass(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(VisitRules()))
    sale = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=sold.card_id,
        number=None,
        lines=(Line(amount_minor=100_00),),
        source="till",
        actor="staff:1",
    )
    with pytest.raises(errors.TakesNoCheque):
        shelf.do(sales.book, sale)


def test_what_comes_back_to_a_paid_back_certificate_can_be_had(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=3_000_00)
    booked = buy(shelf, sold, 2_000_00)
    assert shelf.do(refund, card_id=sold.card_id, actor="staff:1") == 1_000_00
    give_back(shelf, booked)
    assert shelf.held(sold).state == "active"
    again = buy(shelf, sold, 500_00)
    assert shelf.do(refund, card_id=sold.card_id, actor="staff:1") == 1_500_00
    give_back(shelf, again)
    assert shelf.do(refund, card_id=sold.card_id, actor="staff:1") == 500_00
    assert shelf.held(sold).refund_minor == 3_000_00
    assert shelf.available(sold.card_id) == 0
    assert shelf.is_sound()


def test_what_comes_back_after_the_end_has_days_of_grace(
    shelf: Shelf, clock: Clock
) -> None:
    """Where the law owes nothing after the end: R7's fortnight, once more."""
    rules = CertificateRules(is_owed_after=False, valid_months=1)
    sold = shelf.sell(shelf.offer(rules), amount_minor=1_000_00)
    booked = buy(shelf, sold, 600_00)
    clock.advance(days=40)
    assert lapse(shelf) == 1
    give_back(shelf, booked)
    assert shelf.available(sold.card_id) == 600_00
    assert lapse(shelf) == 0
    buy(shelf, sold, 100_00)
    clock.advance(days=16)
    assert lapse(shelf) == 1
    assert shelf.available(sold.card_id) == 0
    assert shelf.is_sound()


def test_a_cheque_on_the_certificate_itself_comes_back_to_it(shelf: Shelf) -> None:
    sold = shelf.sell(shelf.offer(CertificateRules()), amount_minor=3_000_00)
    sale = Sale(
        outlet_id=shelf.shop.outlet_id,
        card_id=sold.card_id,
        number=None,
        lines=(Line(amount_minor=1_000_00),),
        points=1_000_00,
        source="till",
        actor="staff:1",
        code_is_rotating=True,
    )
    booked, other = shelf.do(sales.book, sale), shelf.do(sales.book, sale)
    shelf.do(refund, card_id=sold.card_id, actor="staff:1")
    give_back(shelf, booked)
    assert shelf.held(sold).state == "active"
    assert shelf.do(refund, card_id=sold.card_id, actor="staff:1") == 1_000_00
    shelf.do(sales.undo, receipt_id=other.receipt_id, actor="staff:1")
    assert shelf.do(refund, card_id=sold.card_id, actor="staff:1") == 1_000_00
    assert shelf.is_sound()


def lapse(shelf: Shelf) -> int:
    with tenancy.scope(shelf.shop.business_id):
        done = instruments.lapse()
        db.session().rollback()
    return done
