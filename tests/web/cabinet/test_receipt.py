"""One receipt, line by line."""

from app.cards.actions import join_cards
from app.core import db, tenancy
from app.sales import actions as sales
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import Holder, Shop, World, issue_card, sell


def sell_two(shop: Shop, holder: Holder) -> sales.Booked:
    """Coffee and half a kilo of beans, paid with points in part."""
    sell(shop, holder, amount_minor=1_000_000)
    sale = sales.Sale(
        outlet_id=shop.outlet_id,
        card_id=holder.card_id,
        number="42",
        lines=(
            sales.Line(amount_minor=40_000, name="Coffee <b>"),
            sales.Line(amount_minor=60_000, name="Beans", quantity_milli=500),
        ),
        points=100,
        occurred_at=None,
        source="till",
        actor=shop.cashier.actor,
        code_is_rotating=True,
    )
    with tenancy.scope(shop.business_id), db.writing():
        return sales.book(sale)


def test_lines_shares_and_sums_are_shown(
    browser: Client, world: World, guest: Holder
) -> None:
    booked = sell_two(world.coffee, guest)
    page = browser.get(f"{HOME}/receipts/{booked.receipt_id}", status=200)
    text = page.text.replace("\xa0", " ")
    assert page.h1 == "Receipt 42"
    assert "Coffee <b>" in text
    assert "0.5" in text
    assert "40 points" in text
    assert "60 points" in text
    assert "₽900" in text


def test_what_came_back_is_shown(browser: Client, world: World, guest: Holder) -> None:
    shop = world.coffee
    booked = sell_two(shop, guest)
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=(2,),
            number="R7",
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            reason="quality",
        )
    text = browser.get(f"{HOME}/receipts/{booked.receipt_id}").text
    text = text.replace("\xa0", " ")
    assert "Return R7" in text
    assert "Back on the card: 60 points. Taken back: 27 points." in text
    assert "Beans returned" in text


def test_a_cancelled_receipt_says_so(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    booked = sell(shop, guest, amount_minor=100_000)
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=booked.receipt_id, actor=shop.cashier.actor)
    page = browser.get(f"{HOME}/receipts/{booked.receipt_id}")
    assert "Nothing of it counts" in page.text


def test_receipts_of_others_are_not_found(
    browser: Client, world: World, guest: Holder
) -> None:
    other = issue_card(world.coffee.business_id, world.coffee.programme_id)
    own = sell(world.coffee, other, amount_minor=100_000).receipt_id
    foreign = sell(world.books, world.books.member, amount_minor=100_000).receipt_id
    for receipt_id in (own, foreign, 0, 10**18, 10**30):
        page = browser.get(f"{HOME}/receipts/{receipt_id}", status=404)
        assert "RUB" not in page.text


def test_a_joined_card_brings_its_receipts(
    browser: Client, world: World, guest: Holder
) -> None:
    shop = world.coffee
    other = issue_card(shop.business_id, shop.programme_id)
    booked = sell(shop, other, amount_minor=100_000)
    with tenancy.scope(shop.business_id), db.writing():
        join_cards(source_id=other.card_id, target_id=guest.card_id, actor="system")
    browser.get(f"{HOME}/receipts/{booked.receipt_id}", status=200)
