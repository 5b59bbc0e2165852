"""Deals of a till without a network, as trust sees them; and what is used elsewhere."""

import pytest

from app.cards import losing
from app.cards.actions import join_cards
from app.cards.codes import static_payload
from app.core import db, tenancy
from app.core.ids import CardId, StaffId
from app.instruments import actions as instruments
from app.instruments import queries
from app.instruments.actions import Order
from app.ledger import queries as ledger
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.visits import VisitRules
from app.sales import certificates
from app.sales.actions import Line, Sale
from app.sales.offline import reviewing
from app.trust import admitting, cases, selling
from app.trust.errors import OwnCard, SpendingBlocked
from app.trust.models import Review, SaleTrace
from app.trust.selling import Shown
from tests.conftest import Clock
from tests.sales.offline.device import Device, decide, listed, prepare
from tests.world import Holder, Shop, World, create_programme, issue_card, sell

SHOWN = Shown(entry="code", device="d")


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, whose member has 100 points from one visit."""
    sell(world.coffee, world.coffee.member, amount_minor=2000_00)
    return world.coffee


@pytest.fixture
def device(shop: Shop) -> Device:
    """Its till, prepared."""
    return prepare(shop)


def block(shop: Shop, card_id: CardId) -> None:
    """Check a card; nothing can be spent from it meanwhile."""
    with tenancy.scope(shop.business_id), db.writing():
        cases.open_case(
            card_id=card_id,
            reason="unusual",
            text="We look at these purchases.",
            receipts=(),
            is_blocking=True,
            days=5,
            staff_id=StaffId(shop.owner.staff_id),
        )


def points(shop: Shop, holder: Holder) -> int:
    """What a card can spend."""
    with tenancy.scope(shop.business_id):
        return ledger.balance(holder.card_id).available


def test_e35_nobody_serves_themselves_without_a_network(
    shop: Shop, device: Device
) -> None:
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    sent = device.sell(own.number, 500_00)
    assert (sent.state, sent.reason) == ("review", "own_card")
    assert points(shop, own) == 0
    (row,) = listed(shop)
    with pytest.raises(OwnCard):
        decide(shop, reviewing.book, row.id)
    decide(shop, reviewing.close, row.id)


def test_a_checked_card_spends_nothing_and_earns(shop: Shop, device: Device) -> None:
    spend = device.write(device.sale(shop.member.number, 80_00, 80))
    block(shop, shop.member.card_id)
    sent = device.send(spend)
    assert (sent.state, sent.reason) == ("review", "spending_blocked")
    assert device.sell(shop.member.number, 200_00).state == "booked"
    assert points(shop, shop.member) == 110


def test_no_limit_is_signed_for_a_checked_card(shop: Shop, device: Device) -> None:
    assert device.limit(shop.member.number) == 100
    block(shop, shop.member.card_id)
    device.refresh()
    assert device.limit(shop.member.number) == 0


def test_a_check_of_a_joined_card_counts_for_both(shop: Shop, device: Device) -> None:
    other = issue_card(shop.business_id, shop.programme_id)
    block(shop, other.card_id)
    with tenancy.scope(shop.business_id), db.writing():
        join_cards(
            source_id=other.card_id, target_id=shop.member.card_id, actor="staff:1"
        )
    device.refresh()
    assert device.limit(shop.member.number) == 0


def test_the_pace_of_a_card_counts_what_came_late(shop: Shop, device: Device) -> None:
    for _ in range(6):
        device.sell(shop.member.number, 100_00)
    with tenancy.scope(shop.business_id):
        traces = db.session().query(SaleTrace).all()
        assert {(each.entry, each.device) for each in traces} == {
            ("number", f"till:{device.id}")
        }
        assert db.session().query(Review).count() > 0


def test_the_code_of_a_lost_card_is_kept_for_a_person(
    shop: Shop, device: Device
) -> None:
    old = shop.member.number
    with tenancy.scope(shop.business_id), db.writing():
        losing.replace(card_id=shop.member.card_id, what="phone")
    scanned = device.sell(static_payload(old), 500_00)
    assert (scanned.state, scanned.reason) == ("review", "card_replaced")
    # Digits are what a guest remembers: they still find whose they were.
    assert device.sell(old, 500_00).state == "booked"
    device.refresh()
    assert device.limit(old) == 0


def sold(shop: Shop, rules: CertificateRules | VisitRules, **more: int) -> CardId:
    """A certificate or a pass of the member."""
    programme_id = create_programme(shop.business_id, rules, name="Sold")  # type: ignore[arg-type]
    with tenancy.scope(shop.business_id), db.writing():
        order = Order(
            programme_id=programme_id,
            member_id=shop.member.member_id,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            **more,
        )
        return instruments.sell(order).card_id


def admit(shop: Shop, card_id: CardId, actor: str) -> None:
    """One scan at the door."""
    with tenancy.scope(shop.business_id), db.writing():
        admitting.use(card_id=card_id, outlet_id=shop.outlet_id, actor=actor)


def test_a_checked_pass_lets_nobody_in(shop: Shop, clock: Clock) -> None:
    card_id = sold(shop, VisitRules())
    block(shop, card_id)
    with pytest.raises(SpendingBlocked):
        admit(shop, card_id, shop.cashier.actor)
    clock.advance(days=5)
    admit(shop, card_id, shop.cashier.actor)
    with tenancy.scope(shop.business_id):
        assert queries.held(card_id).used == 1


def test_nobody_lets_themselves_in(shop: Shop) -> None:
    card_id = sold(shop, VisitRules())
    own = issue_card(
        shop.business_id, shop.programme_id, person_id=shop.cashier.person_id
    )
    with tenancy.scope(shop.business_id), db.writing():
        instrument = Order(
            programme_id=queries.held(card_id).programme_id,
            member_id=own.member_id,
            outlet_id=shop.outlet_id,
            actor=shop.owner.actor,
        )
        mine = instruments.sell(instrument).card_id
    with pytest.raises(OwnCard):
        admit(shop, mine, shop.cashier.actor)
    admit(shop, mine, shop.owner.actor)


def test_a_checked_certificate_pays_for_nobody(shop: Shop) -> None:
    card_id = sold(shop, CertificateRules(), amount_minor=1_000_00)
    block(shop, card_id)
    with tenancy.scope(shop.business_id), db.writing():
        held = queries.held(card_id)
        paid = certificates.payment(held, 500_00)
        assert paid is not None
        sale = Sale(
            outlet_id=shop.outlet_id,
            card_id=shop.member.card_id,
            number=None,
            lines=(Line(amount_minor=500_00),),
            source="till",
            actor=shop.cashier.actor,
            payments=(paid,),
        )
        with pytest.raises(SpendingBlocked):
            selling.quote(sale)
        with pytest.raises(SpendingBlocked):
            selling.book(sale, SHOWN)
        assert queries.held(card_id).available == 1_000_00
