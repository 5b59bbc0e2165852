"""The worked examples of the rules, through the same actions as the till."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core import tenancy
from app.ledger import queries as ledger
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import RefundMode
from app.programmes.spending import Reason
from app.sales import actions as sales
from app.sales.actions import Line
from app.sales.errors import TooManyPoints
from tests.conftest import Clock
from tests.sales.counter import Counter, lines, open_counter

STAMPS = PointsRules(step_minor=50_00)


def moscow_midnight(month: int, day: int) -> datetime:
    """The instant at which a day of 2027 begins in Moscow."""
    return datetime(2027, month, day - 1, 21, tzinfo=UTC)


def holds(counter: Counter) -> list[tuple[datetime, int]]:
    """What is pending, by the instant at which it becomes available."""
    with tenancy.scope(counter.business_id):
        pending = ledger.pending_lots(counter.card_id)
    return [(lot.available_at, lot.amount) for lot in pending]


def test_e04_refund_inside_the_hold(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules(hold_days=14))
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    booked = counter.sell(5000_00)
    assert (booked.available, booked.pending) == (0, 250)
    assert booked.available_at == moscow_midnight(3, 15)
    clock.set(datetime(2027, 3, 10, 9, tzinfo=UTC))
    refunded = counter.refund(booked.receipt_id)
    assert (refunded.points_clawed, refunded.debt) == (250, 0)
    assert counter.standing == (0, 0, 0)
    clock.set(datetime(2027, 3, 15, 9, tzinfo=UTC))
    assert counter.standing == (0, 0, 0)
    assert counter.faults() == []


def test_e04_hold_ends_at_local_midnight(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules(hold_days=14))
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    counter.sell(5000_00)
    clock.set(moscow_midnight(3, 15))
    clock.advance(seconds=-1)
    assert counter.standing == (0, 250, 0)
    clock.advance(seconds=1)
    assert counter.standing == (250, 0, 0)


def test_e07_partial_refunds(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(333_33, 333_33, 333_33)
    assert booked.earned_points == 49
    clawed = [
        counter.refund(booked.receipt_id, position).points_clawed
        for position in (1, 2, 3)
    ]
    assert clawed == [16, 17, 16]
    assert counter.standing == (0, 0, 0)
    assert counter.faults() == []


def test_e08_points_and_money_refund(app: Flask) -> None:
    counter = open_counter()
    counter.give(300)
    booked = counter.sell(1000_00, 1000_00, points=300)
    assert (booked.paid_minor, booked.earned_points) == (1700_00, 85)
    refunded = counter.refund(booked.receipt_id, 2)
    assert refunded.money_minor == 850_00
    assert refunded.points_returned == 150
    assert refunded.points_clawed == 43
    assert counter.standing == (150 + 42, 0, 0)
    assert counter.faults() == []


def test_e09_share_of_points(app: Flask) -> None:
    counter = open_counter()
    counter.give(100)
    booked = counter.sell(100_00, 100_00, 100_00, points=100)
    first = counter.refund(booked.receipt_id, 1)
    assert (first.money_minor, first.points_returned) == (66_00, 34)
    rest = counter.refund(booked.receipt_id)
    assert (rest.money_minor, rest.points_returned) == (134_00, 66)
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []


def test_e10_cap_without_excluded_goods(app: Flask) -> None:
    rules = PointsRules(
        spend_share_basis_points=3000, excluded_categories=("certificates",)
    )
    counter = open_counter(rules)
    counter.give(900)
    goods = (*lines(1500_00), *lines(500_00, category="Certificates"))
    asked = counter.quote(*goods, points=451)
    assert (asked.max_points, asked.eligible_minor) == (450, 1500_00)
    assert asked.refusals[0].reason is Reason.SHARE
    with pytest.raises(TooManyPoints):
        counter.book(*goods, points=451)
    booked = counter.book(*goods, points=450)
    assert (booked.paid_minor, booked.earned_points) == (1550_00, 52)
    assert counter.standing == (450 + 52, 0, 0)


def test_e11_minimum_money_per_line(app: Flask) -> None:
    counter = open_counter(PointsRules(min_line_money_minor=1_00))
    counter.give(600)
    asked = counter.quote(*lines(300_00, 200_00))
    assert asked.max_points == 498
    with pytest.raises(TooManyPoints):
        counter.sell(300_00, 200_00, points=499)
    booked = counter.sell(300_00, 200_00, points=498)
    assert booked.paid_minor == 2_00


def test_e13_debt_is_repaid_by_the_next_credit(app: Flask) -> None:
    counter = open_counter()
    earning = counter.sell(5000_00)
    counter.sell(200_00, points=200)
    refunded = counter.refund(earning.receipt_id)
    assert (refunded.points_clawed, refunded.debt) == (250, 200)
    assert counter.standing == (0, 0, 200)
    counter.sell(6000_00)
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []


def test_e13_floor_leaves_no_debt(app: Flask) -> None:
    counter = open_counter(PointsRules(refund_mode=RefundMode.FLOOR))
    earning = counter.sell(5000_00)
    counter.sell(200_00, points=200)
    refunded = counter.refund(earning.receipt_id)
    assert (refunded.points_clawed, refunded.debt) == (250, 0)
    assert counter.standing == (0, 0, 0)
    assert counter.faults() == []


def test_e13_debt_stops_at_its_limit(app: Flask) -> None:
    counter = open_counter(PointsRules(debt_limit=120))
    earning = counter.sell(5000_00)
    counter.sell(200_00, points=200)
    assert counter.refund(earning.receipt_id).debt == 120
    assert counter.faults() == []


def test_e43_voided_lines_earn_nothing(app: Flask) -> None:
    counter = open_counter()
    kept = Line(amount_minor=700_00)
    voided = Line(amount_minor=300_00, is_voided=True)
    booked = counter.book(voided, kept)
    assert (booked.total_minor, booked.earned_points) == (700_00, 35)
    assert counter.refund(booked.receipt_id, 2).money_minor == 700_00


def test_e44_steps_carry_over(app: Flask) -> None:
    counter = open_counter(STAMPS)
    earned = [counter.sell(amount).earned_points for amount in (30_00, 20_00, 130_00)]
    assert earned == [0, 1, 2]
    assert counter.sell(20_00).earned_points == 1
    assert counter.faults() == []


def test_e44_refunds_take_the_carried_money_back(app: Flask) -> None:
    counter = open_counter(STAMPS)
    first = counter.sell(30_00)
    second = counter.sell(20_00)
    assert counter.refund(first.receipt_id).points_clawed == 0
    assert counter.sell(79_99).earned_points == 0
    assert counter.refund(second.receipt_id).points_clawed == 0
    assert counter.sell(20_00).earned_points == 0
    assert counter.sell(1).earned_points == 1
    assert counter.faults() == []


def test_e45_paid_with_points_earns_nothing(app: Flask) -> None:
    counter = open_counter()
    counter.give(100)
    booked = counter.sell(100_00, points=100)
    assert (booked.paid_minor, booked.earned_points) == (0, 0)
    assert counter.standing == (0, 0, 0)


def test_e46_exchange_moves_the_difference_only(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules(hold_days=14))
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    old = counter.sell(700_00)
    clock.set(datetime(2027, 3, 5, 9, tzinfo=UTC))
    refunded, booked = counter.do(
        sales.exchange,
        receipt_id=old.receipt_id,
        positions=(1,),
        sale=counter.sale(*lines(900_00)),
    )
    assert (refunded.money_minor, refunded.points_clawed) == (700_00, 35)
    assert (booked.paid_minor, booked.earned_points) == (900_00, 45)
    assert booked.pending == 45
    assert holds(counter) == [
        (moscow_midnight(3, 15), 35),
        (moscow_midnight(3, 19), 10),
    ]
    assert counter.refund(booked.receipt_id).points_clawed == 45
    assert counter.standing == (0, 0, 0)
    assert counter.faults() == []


def test_e46_exchange_for_less_takes_the_difference(app: Flask, clock: Clock) -> None:
    counter = open_counter(PointsRules(hold_days=14))
    clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    old = counter.sell(700_00, 100_00)
    clock.set(datetime(2027, 3, 5, 9, tzinfo=UTC))
    counter.do(
        sales.exchange,
        receipt_id=old.receipt_id,
        positions=(1,),
        sale=counter.sale(*lines(500_00)),
    )
    assert holds(counter) == [(moscow_midnight(3, 15), 30)]
    assert counter.faults() == []


def test_e48_clawback_by_the_rules_of_the_sale(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    booked = counter.sell(1000_00, 1000_00)
    clock.advance(days=1)
    counter.do(
        programmes.change_rules,
        programme_id=counter.programme_id,
        rules=PointsRules(rate_basis_points=300),
        actor="staff:1",
    )
    assert counter.refund(booked.receipt_id, 1).points_clawed == 50
    assert counter.sell(1000_00).earned_points == 30
    assert counter.standing == (80, 0, 0)
