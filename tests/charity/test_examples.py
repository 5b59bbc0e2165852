"""R20 with its worked example E28, and the books behind it."""

import pytest
from flask import Flask

from app.charity import actions, errors, queries
from app.core import clock as app_clock
from app.core import db, tenancy
from app.ledger import donating
from app.ledger.verify import verify
from app.sales import actions as sales
from tests.charity.drives import PDF, deliver, give, start
from tests.conftest import Clock
from tests.world import Shop, World


def in_books(shop: Shop) -> tuple[int, int]:
    with tenancy.scope(shop.business_id):
        assert list(verify(shop.business_id)) == []
        return donating.standing()


def total(shop: Shop) -> queries.Totals:
    with tenancy.scope(shop.business_id):
        return queries.totals()


def close_and_send(shop: Shop, charity_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        batch_id = actions.close_batch(charity_id=charity_id)
        actions.send(
            batch_id=batch_id,
            document_number="7",
            document_on=app_clock.now().date(),
            document=PDF,
        )


def show(shop: Shop, key: str) -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return actions.present(
            card_id=shop.member.card_id,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
            key=key,
        )


def test_e28_charity(app: Flask, world: World, clock: Clock) -> None:
    """Budget 500, 498 used, three cheques: two donations, then the budget is reached."""
    shop = world.coffee
    charity_id = start(shop, amount=498_00)
    give(shop)
    with tenancy.scope(shop.business_id), db.writing():
        found = queries.charity(charity_id)
        actions.change(
            charity_id=charity_id,
            promise=actions.Promise(
                fund=found.fund,
                about=found.about,
                link=found.link,
                programme_id=None,
                amount_minor=1_00,
                budget_minor=500_00,
                cooldown_minutes=60,
            ),
        )
    receipts = [give(shop) for _ in range(3)]
    assert total(shop).given_minor == 500_00
    assert total(shop).donations == 3
    with tenancy.scope(shop.business_id):
        assert queries.charity(charity_id).is_used_up
    clock.advance(hours=2)
    with pytest.raises(errors.BudgetReached):
        show(shop, "x")
    close_and_send(shop, charity_id)
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=receipts[0].receipt_id,
            positions=None,
            number=None,
            outlet_id=shop.outlet_id,
            actor="staff:1",
        )
    deliver()
    assert total(shop) == queries.Totals(500_00, 500_00, 3)
    assert in_books(shop) == (500_00, 0)


def test_an_undone_receipt_takes_its_donation_back(app: Flask, world: World) -> None:
    shop = world.coffee
    start(shop)
    booked = give(shop)
    assert in_books(shop) == (1_00, 1_00)
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=booked.receipt_id, actor="staff:1")
    deliver()
    deliver()
    assert total(shop) == queries.Totals(0, 0, 0)
    assert in_books(shop) == (0, 0)


def test_facts_told_twice_give_once(app: Flask, world: World) -> None:
    start(world.coffee)
    give(world.coffee)
    deliver()
    assert total(world.coffee).donations == 1


def test_shown_without_a_purchase_once_per_cooldown(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    start(shop)

    show(shop, "a")
    with pytest.raises(errors.ShownLately):
        show(shop, "b")
    clock.advance(minutes=60)
    show(shop, "c")
    assert total(shop).given_minor == 2_00
    with tenancy.scope(shop.business_id):
        (scan,) = queries.by_scan()
    assert (scan.actor, scan.donations) == (shop.cashier.actor, 2)


def test_one_drive_at_a_time(app: Flask, world: World) -> None:
    start(world.coffee)
    with pytest.raises(errors.CharityRuns):
        start(world.coffee)
    start(world.books)


@pytest.mark.parametrize("data", [b"", b"<svg>", b"MZ", b"%PDF-" + b"x" * 2**21])
def test_documents_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(errors.BadProof):
        actions.kind_of(data)
