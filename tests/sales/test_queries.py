"""What screens read of sales."""

from datetime import date

import pytest
from flask import Flask

from app.core import tenancy
from app.core.errors import NotFound
from app.sales import queries
from app.sales.queries import DayFigures
from tests.conftest import Clock
from tests.sales.counter import Counter, open_counter


def listed(counter: Counter, **search: object) -> list[str]:
    """The numbers of the receipts that a search lists."""
    with tenancy.scope(counter.business_id):
        return [row.number for row in queries.receipts(**search)]  # type: ignore[arg-type]


def test_receipts_come_newest_first_page_by_page(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    for number in "1234":
        counter.sell(100_00, number=number)
        clock.advance(minutes=int(number) % 2)
    assert listed(counter) == ["4", "3", "2", "1"]
    with tenancy.scope(counter.business_id):
        second = queries.receipts(limit=2)[-1]
    assert listed(counter, before=(second.occurred_at, second.id)) == ["2", "1"]


def test_receipts_are_found_by_number_card_and_outlet(app: Flask) -> None:
    counter, other = open_counter(), open_counter()
    counter.sell(100_00, number="A1")
    counter.sell(100_00, number="A2")
    other.sell(100_00, number="A1")
    assert listed(counter, number=" A1 ") == ["A1"]
    assert listed(counter, number="B") == []
    assert listed(counter, card_id=counter.card_id) == ["A2", "A1"]
    assert listed(counter, card_id=other.card_id) == []
    assert listed(counter, outlet_id=other.outlet_id) == []


def test_another_business_reads_nothing(app: Flask) -> None:
    here, there = open_counter(), open_counter()
    booked = there.sell(100_00)
    with tenancy.scope(here.business_id), pytest.raises(NotFound):
        queries.receipt(booked.receipt_id)


def test_a_receipt_shows_what_came_back(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, 200_00)
    with tenancy.scope(counter.business_id):
        assert queries.receipt(booked.receipt_id).row.can_undo
    clock.advance(days=1)
    counter.refund(booked.receipt_id, 2, number="R1", reason=" too sweet ")
    with tenancy.scope(counter.business_id):
        detail = queries.receipt(booked.receipt_id)
    assert [line.is_returned for line in detail.lines] == [False, True]
    assert (detail.row.refunded_minor, detail.row.clawed_points) == (200_00, 10)
    (refund,) = detail.refunds
    assert (refund.number, refund.reason) == ("R1", "too sweet")
    assert (refund.money_minor, refund.points_clawed) == (200_00, 10)
    assert detail.can_refund
    assert not detail.row.can_undo


def test_a_day_counts_its_sales_less_what_came_back(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    counter.give(100)
    first = counter.sell(100_00, 200_00, points=30, was_asked=True)
    counter.sell(500_00, was_asked=False)
    undone = counter.sell(900_00)
    counter.undo(undone.receipt_id)
    clock.advance(days=1)
    counter.sell(40_00)
    counter.refund(first.receipt_id, 1)
    with tenancy.scope(counter.business_id):
        figures = queries.day_figures(counter.outlet_id, date(2026, 3, 17))
    assert figures == DayFigures(
        receipts=2,
        total_minor=800_00,
        paid_minor=770_00,
        points_spent=30,
        points_earned=13 + 25,
        asked=1,
        refunds=1,
        refunded_minor=90_00,
        points_returned=10,
        points_clawed=4,
    )
    assert figures.net_minor == 680_00


def test_a_day_is_the_outlets_own(app: Flask, clock: Clock) -> None:
    counter = open_counter()
    clock.set(clock.now.replace(hour=22))
    counter.sell(100_00)
    with tenancy.scope(counter.business_id):
        assert queries.day_figures(counter.outlet_id, date(2026, 3, 17)).receipts == 0
        assert queries.day_figures(counter.outlet_id, date(2026, 3, 18)).receipts == 1
