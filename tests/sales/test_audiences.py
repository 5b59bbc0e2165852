"""Sales with cards for groups and for some outlets."""

from dataclasses import replace

import pytest
from flask import Flask

from app.core import db, tenancy
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales import errors
from app.sales.queries import quote
from app.sales.rules import Line, Sale
from tests.circles import Circle, create_circle
from tests.conftest import Clock
from tests.world import Holder, Shop, World, create_outlet, sell

STEPS = PointsRules(step_minor=100_00, rate_basis_points=0, life_months=12)


def inside(shop: Shop, circle: Circle) -> Holder:
    """The shop's member with the circle's card."""
    circle.enter(shop.member.member_id)
    return replace(shop.member, card_id=circle.card(shop.member.member_id))


def standing(shop: Shop, guest: Holder) -> Balance:
    with tenancy.scope(shop.business_id):
        found = ledger.balance(guest.card_id)
        db.session().rollback()
    return found


def quoted(shop: Shop, guest: Holder) -> int:
    sale = Sale(
        outlet_id=shop.outlet_id,
        card_id=guest.card_id,
        number=None,
        lines=(Line(amount_minor=1000_00),),
        source="till",
        actor="staff:1",
        code_is_rotating=True,
    )
    with tenancy.scope(shop.business_id):
        earned = quote(sale).earn_points
        db.session().rollback()
    return earned


def test_a_group_s_card_earns_by_its_own_rules(world: World) -> None:
    shop = world.coffee
    guest = inside(shop, create_circle(shop))
    assert quoted(shop, guest) == 100
    assert sell(shop, guest, amount_minor=1000_00).earned_points == 100
    assert sell(shop, shop.member, amount_minor=1000_00).earned_points == 50
    assert standing(shop, guest).available == 100
    assert standing(shop, shop.member).available == 50


def test_outside_the_group_it_spends_and_earns_nothing(world: World) -> None:
    shop = world.coffee
    circle = create_circle(shop)
    guest = inside(shop, circle)
    sell(shop, guest, amount_minor=1000_00)
    circle.leave(guest.member_id)
    assert quoted(shop, guest) == 0
    booked = sell(shop, guest, amount_minor=1000_00, points=60)
    assert (booked.points_spent, booked.earned_points) == (60, 0)
    assert standing(shop, guest).available == 40
    circle.enter(guest.member_id)
    assert sell(shop, guest, amount_minor=100_00).earned_points == 10


@pytest.mark.parametrize("way", ["undo", "refund"])
def test_what_earned_nothing_takes_nothing_when_it_comes_back(
    app: Flask, world: World, clock: Clock, way: str
) -> None:
    """By steps: the carry that the guest saved up before stays whole (E44)."""
    shop = world.coffee
    circle = create_circle(shop, rules=STEPS)
    guest = inside(shop, circle)
    sell(shop, guest, amount_minor=190_00)
    circle.leave(guest.member_id)
    booked = sell(shop, guest, amount_minor=250_00)
    assert booked.earned_points == 0
    with tenancy.scope(shop.business_id), db.writing():
        if way == "undo":
            sales.undo(receipt_id=booked.receipt_id, actor="staff:1")
        else:
            sales.refund(
                receipt_id=booked.receipt_id,
                positions=None,
                number=None,
                outlet_id=shop.outlet_id,
                actor="staff:1",
                reason="",
            )
    assert standing(shop, guest).available == 1
    circle.enter(guest.member_id)
    # 90 were carried; with 10 more they make a point.
    assert sell(shop, guest, amount_minor=10_00).earned_points == 1


def test_a_card_for_some_outlets_is_refused_elsewhere(world: World) -> None:
    shop = world.coffee
    other = create_outlet(shop.business_id, code="2")
    guest = inside(shop, create_circle(shop, outlet_ids=[other]))
    with pytest.raises(errors.CardNotHere):
        sell(shop, guest, amount_minor=1000_00)
    with pytest.raises(errors.CardNotHere):
        quoted(shop, guest)
    assert standing(shop, guest).available == 0
    there = replace(shop, outlet_id=other)
    assert sell(there, guest, amount_minor=1000_00).earned_points == 100


def test_histories_may_tell_of_any_outlet(world: World) -> None:
    shop = world.coffee
    other = create_outlet(shop.business_id, code="2")
    circle = create_circle(shop, outlet_ids=[other])
    guest = inside(shop, circle)
    circle.leave(guest.member_id)
    sale = Sale(
        outlet_id=shop.outlet_id,
        card_id=guest.card_id,
        number="H1",
        lines=(Line(amount_minor=1000_00),),
        source="import",
        actor="system",
    )
    with tenancy.scope(shop.business_id), db.writing():
        assert sales.book(sale).earned_points == 100
