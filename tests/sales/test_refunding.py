"""Goods that come back, whole receipts and single lines, in any order."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.errors import NotFound, Refused
from app.core.outbox import OutboxRow
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Rounding
from app.sales import actions as sales
from app.sales import errors, queries
from tests.conftest import Clock
from tests.sales.counter import lines, open_counter

few_examples = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
refund_rules = st.builds(
    PointsRules,
    rate_basis_points=st.integers(0, 2000),
    rounding=st.sampled_from(Rounding),
    hold_days=st.sampled_from([0, 14]),
    min_line_money_minor=st.sampled_from([0, 1_00]),
)


@few_examples
@given(
    rules=refund_rules,
    amounts=st.lists(st.integers(1, 900_00), min_size=1, max_size=6),
    data=st.data(),
)
def test_refunds_in_any_order_return_all_that_was_paid(
    app: Flask, rules: PointsRules, amounts: list[int], data: st.DataObject
) -> None:
    counter = open_counter(rules)
    counter.give(3000)
    most = counter.quote(*lines(*amounts)).max_points
    points = data.draw(st.integers(0, most), label="points")
    booked = counter.sell(*amounts, points=points)
    order = data.draw(st.permutations(range(1, len(amounts) + 1)), label="order")
    cut = data.draw(st.integers(1, len(order)), label="first refund")
    groups = [order[:cut], *([place] for place in order[cut:])]
    parts = [counter.refund(booked.receipt_id, *group) for group in groups]
    assert sum(part.money_minor for part in parts) == booked.paid_minor
    assert sum(part.points_returned for part in parts) == points
    assert sum(part.points_clawed for part in parts) == booked.earned_points
    assert counter.standing == (3000, 0, 0)
    assert counter.faults() == []


@few_examples
@given(
    amounts=st.lists(st.integers(1, 200_00), min_size=1, max_size=6),
    data=st.data(),
)
def test_steps_stand_for_the_money_that_stayed(
    app: Flask, amounts: list[int], data: st.DataObject
) -> None:
    counter = open_counter(PointsRules(step_minor=50_00))
    booked = [counter.sell(amount) for amount in amounts]
    for receipt in data.draw(st.permutations(booked), label="order"):
        counter.refund(receipt.receipt_id)
    owed = sum(amounts) % 50_00
    earned = counter.sell(50_00).earned_points
    left = counter.balance.available - counter.balance.debt
    assert 0 <= left - earned <= owed // 50_00 + len(amounts)
    assert counter.faults() == []


def test_a_whole_refund_takes_what_is_left(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 200_00, 300_00)
    counter.refund(booked.receipt_id, 2)
    rest = counter.refund(booked.receipt_id)
    assert (rest.money_minor, rest.points_clawed) == (400_00, 20)
    with pytest.raises(errors.NothingToRefund):
        counter.refund(booked.receipt_id)
    assert counter.standing == (0, 0, 0)


@pytest.mark.parametrize(
    ("positions", "error"),
    [((1,), errors.LineReturned), ((3,), errors.NoSuchLine), ((0,), errors.NoSuchLine)],
)
def test_only_what_is_left_comes_back(
    app: Flask, positions: tuple[int, ...], error: type[Refused]
) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 200_00)
    counter.refund(booked.receipt_id, 1)
    with pytest.raises(error):
        counter.refund(booked.receipt_id, *positions)
    assert counter.standing == (10, 0, 0)


def test_a_position_named_twice_comes_back_once(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 200_00)
    assert counter.refund(booked.receipt_id, 1, 1).money_minor == 100_00


def test_naming_no_line_is_refused(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00)
    with pytest.raises(errors.NothingToRefund):
        counter.refund(booked.receipt_id, positions=())


def test_a_refund_number_is_booked_once_per_outlet(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 200_00)
    counter.refund(booked.receipt_id, 1, number="R1")
    with pytest.raises(errors.RefundExists):
        counter.refund(booked.receipt_id, 2, number="R1")
    assert counter.standing == (10, 0, 0)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": "\n"}, errors.BadText),
        ({"reason": "x" * 201}, errors.BadText),
        ({"occurred_at": timedelta(days=-8)}, errors.BadTime),
        ({"occurred_at": timedelta(minutes=11)}, errors.BadTime),
        ({"occurred_at": timedelta(minutes=-1)}, errors.BadTime),
    ],
)
def test_bad_refunds_are_refused(
    app: Flask, changes: dict[str, Any], error: type[Refused]
) -> None:
    counter = open_counter()
    booked = counter.sell(100_00)
    if "occurred_at" in changes:
        changes = {"occurred_at": app_clock.now() + changes["occurred_at"]}
    with pytest.raises(error):
        counter.refund(booked.receipt_id, **changes)
    assert counter.standing == (5, 0, 0)


def test_another_business_has_no_such_receipt_or_outlet(app: Flask) -> None:
    here, there = open_counter(), open_counter()
    mine, theirs = here.sell(100_00), there.sell(100_00)
    with pytest.raises(NotFound):
        here.refund(theirs.receipt_id)
    with pytest.raises(NotFound):
        here.refund(mine.receipt_id, outlet_id=there.outlet_id)


def test_e03_expired_points_come_back_with_grace(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules(life_days=10, grace_days=3))
    counter.sell(2000_00)
    booked = counter.sell(100_00, points=100)
    clock.advance(days=20)
    assert counter.refund(booked.receipt_id).available == 100
    clock.advance(days=3)
    assert counter.standing == (100, 0, 0)
    clock.advance(days=1)
    assert counter.standing == (0, 0, 0)


def test_returned_points_come_before_the_clawback(app: Flask) -> None:
    counter = open_counter()
    counter.give(100)
    booked = counter.sell(2000_00, points=100)
    counter.sell(95_00, points=95)
    refunded = counter.refund(booked.receipt_id)
    assert (refunded.available, refunded.debt) == (5, 0)
    assert counter.faults() == []


def test_a_refund_is_told_on_the_day_of_the_sale(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    booked = counter.sell(100_00)
    clock.advance(days=5)
    counter.refund(booked.receipt_id)
    row = db.session().execute(
        select(OutboxRow.payload).where(OutboxRow.fact == "ReceiptRefunded")
    )
    assert row.scalar_one()["day"] == "2026-03-17"


def test_an_exchange_stays_on_its_card(app: Flask) -> None:
    here, there = open_counter(), open_counter()
    old = here.sell(700_00)
    with pytest.raises(errors.OtherCard):
        here.do(
            sales.exchange,
            receipt_id=old.receipt_id,
            positions=None,
            sale=here.sale(*lines(900_00), card_id=there.card_id),
        )
    assert here.standing == (35, 0, 0)


@few_examples
@given(
    old=st.lists(st.integers(1, 900_00), min_size=1, max_size=4),
    new=st.lists(st.integers(1, 900_00), min_size=1, max_size=4),
    newer=st.integers(1, 900_00),
    hold_days=st.sampled_from([0, 14]),
    data=st.data(),
)
def test_e46_chains_of_exchanges_balance(
    app: Flask,
    old: list[int],
    new: list[int],
    newer: int,
    hold_days: int,
    data: st.DataObject,
) -> None:
    counter = open_counter(PointsRules(hold_days=hold_days))
    counter.give(100)
    first = counter.sell(*old)
    _, second = counter.do(
        sales.exchange,
        receipt_id=first.receipt_id,
        positions=(data.draw(st.integers(1, len(old)), label="returned"),),
        sale=counter.sale(*lines(*new)),
    )
    _, third = counter.do(
        sales.exchange,
        receipt_id=second.receipt_id,
        positions=(1,),
        sale=counter.sale(*lines(newer)),
    )
    for booked in data.draw(st.permutations([first, second, third]), label="order"):
        with tenancy.scope(counter.business_id):
            is_left = queries.receipt(booked.receipt_id).can_refund
        if is_left:
            counter.refund(booked.receipt_id)
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []
