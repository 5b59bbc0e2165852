"""E32: returns of deals that a till kept, before and after their sales."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.core import db, tenancy
from app.ledger.queries import Balance
from app.sales.models import Refund
from app.sales.offline import queue, reviewing
from app.sales.offline.errors import SaleMissing
from tests.conftest import Clock
from tests.sales.offline.device import Device, decide, listed
from tests.world import Shop, sell

See = Callable[[], Balance]


def test_e32_a_return_before_its_sale_waits_and_finds_it(
    shop: Shop, device: Device, balance: See
) -> None:
    sale = device.write(device.sale(shop.member.number, 1000_00))
    back = device.write({"kind": "refund", "of_sequence": 1})
    assert device.send(back).reason == "waits_for_sale"
    assert listed(shop) == []
    device.send(sale)
    assert balance().available == 100
    assert device.send(back).state == "booked"
    with tenancy.scope(shop.business_id):
        assert db.session().execute(select(func.count(Refund.id))).scalar_one() == 1


def test_e32_a_return_whose_sale_never_comes_drops_to_review(
    shop: Shop, device: Device, clock: Clock, balance: See
) -> None:
    back = device.write({"kind": "refund", "of_number": "B-77"})
    assert device.send(back).state == "waiting"
    clock.advance(days=6, hours=23)
    with tenancy.scope(shop.business_id), db.writing():
        assert queue.retry() == 0
    clock.advance(hours=1)
    with tenancy.scope(shop.business_id), db.writing():
        assert queue.retry() == 1
    (row,) = listed(shop)
    assert row.reason == "sale_never_came"
    with pytest.raises(SaleMissing):
        decide(shop, reviewing.book, row.id)
    sell(shop, shop.member, amount_minor=1000_00, number="B-77")
    decide(shop, reviewing.book, row.id)
    assert balance().available == 100


def test_a_return_finds_a_sale_that_came_another_way(
    shop: Shop, device: Device, clock: Clock, balance: See
) -> None:
    device.send(device.write({"kind": "refund", "of_number": "C-5"}))
    clock.advance(days=2)
    sell(shop, shop.member, amount_minor=1000_00, number="C-5")
    with tenancy.scope(shop.business_id), db.writing():
        assert queue.retry() == 1
    assert balance().available == 100
    assert listed(shop) == []


def test_a_return_of_an_overdrawn_sale_takes_the_debt_away(
    shop: Shop, device: Device, balance: See
) -> None:
    sale = device.write(device.sale(shop.member.number, 80_00, 80))
    sell(shop, shop.member, amount_minor=60_00, points=60)
    device.send(sale)
    assert balance().debt == 40
    device.send(device.write({"kind": "refund", "of_sequence": 1}))
    now = balance()
    assert (now.available, now.debt) == (40, 0)
