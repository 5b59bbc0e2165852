"""Undoing a receipt within its first minute."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import db, tenancy
from app.core.errors import NotFound
from app.core.outbox import OutboxRow
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales import errors, queries
from tests.conftest import Clock
from tests.sales.counter import lines, open_counter


def test_an_undone_sale_leaves_the_card_as_it_was(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    counter.give(300)
    booked = counter.sell(1000_00, 1000_00, points=200, number="5")
    clock.advance(seconds=60)
    undone = counter.undo(booked.receipt_id)
    assert (undone.available, undone.pending, undone.debt) == (300, 0, 0)
    assert undone.number == "5"
    assert counter.standing == (300, 0, 0)
    assert counter.faults() == []


def test_an_undone_receipt_is_marked_and_keeps_its_number(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00, number="5")
    counter.undo(booked.receipt_id)
    with tenancy.scope(counter.business_id):
        detail = queries.receipt(booked.receipt_id)
    assert detail.row.undone_at is not None
    assert all(line.is_returned for line in detail.lines)
    assert not detail.row.can_undo
    assert not detail.can_refund
    with pytest.raises(errors.ReceiptExists):
        counter.sell(100_00, number="5")


def test_after_a_minute_it_is_too_late(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00)
    clock.advance(seconds=61)
    with pytest.raises(errors.UndoTooLate):
        counter.undo(booked.receipt_id)
    assert counter.standing == (50, 0, 0)


def test_it_is_undone_once(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00)
    counter.undo(booked.receipt_id)
    with pytest.raises(errors.ReceiptWasUndone):
        counter.undo(booked.receipt_id)
    with pytest.raises(errors.ReceiptWasUndone):
        counter.refund(booked.receipt_id)
    told = select(func.count()).where(OutboxRow.fact == "ReceiptUndone")
    assert db.session().execute(told).scalar_one() == 1


def test_after_a_refund_it_stands(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00, 500_00)
    counter.refund(booked.receipt_id, 1)
    with pytest.raises(errors.UndoImpossible):
        counter.undo(booked.receipt_id)


def test_an_exchange_stands(app: Flask) -> None:
    counter = open_counter()
    old = counter.sell(700_00)
    _, booked = counter.do(
        sales.exchange,
        receipt_id=old.receipt_id,
        positions=None,
        sale=counter.sale(*lines(900_00)),
    )
    for receipt_id in (old.receipt_id, booked.receipt_id):
        with pytest.raises(errors.UndoImpossible):
            counter.undo(receipt_id)


def test_points_spent_meanwhile_become_debt(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00)
    counter.sell(30_00, points=30)
    undone = counter.undo(booked.receipt_id)
    assert (undone.available, undone.debt) == (0, 30)
    assert counter.faults() == []


def test_e44_the_carry_comes_back(app: Flask) -> None:
    counter = open_counter(PointsRules(step_minor=50_00))
    counter.sell(30_00)
    booked = counter.sell(120_00)
    assert booked.earned_points == 3
    counter.undo(booked.receipt_id)
    assert counter.sell(20_00).earned_points == 1
    assert counter.standing == (1, 0, 0)
    assert counter.faults() == []


def test_another_business_has_no_such_receipt(app: Flask) -> None:
    here, there = open_counter(), open_counter()
    booked = there.sell(100_00)
    with pytest.raises(NotFound):
        here.undo(booked.receipt_id)
