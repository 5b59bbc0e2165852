"""Sales in another currency than the business's: E40."""

from typing import Any

import pytest
from flask import Flask

from app.core import money, tenancy
from app.sales import errors, queries
from tests.sales.counter import lines, open_counter

EUROS: dict[str, Any] = {"currency": "EUR", "rate_millionths": 98_500_000}


def test_e40_points_come_and_go_at_the_rate_of_the_day(app: Flask) -> None:
    counter = open_counter()
    booked = counter.sell(100_00, **EUROS)
    assert (booked.paid_minor, booked.earned_points) == (9_850_00, 492)
    with tenancy.scope(counter.business_id):
        row = queries.receipt(booked.receipt_id).row
    assert (row.currency, row.rate_millionths) == ("EUR", 98_500_000)
    counter.sell(100_00, currency="EUR", rate_millionths=110_000_000)
    back = counter.refund(booked.receipt_id)
    assert (back.points_clawed, back.money_minor) == (492, 9_850_00)
    assert (back.currency, back.foreign_minor) == ("EUR", 100_00)
    assert counter.faults() == []


def test_e40_lines_are_changed_one_by_one_and_come_back_in_their_money(
    app: Flask,
) -> None:
    counter = open_counter()
    counter.give(985)
    booked = counter.sell(10_01, 20_02, points=985, **EUROS)
    back = [counter.refund(booked.receipt_id, at) for at in (1, 2)]
    assert sum(each.money_minor for each in back) == booked.paid_minor
    # A third of 30.03 was paid with points.
    assert [each.foreign_minor for each in back] == [6_68, 13_35]


def test_a_sale_in_own_money_has_no_other(app: Flask) -> None:
    counter = open_counter()
    back = counter.refund(counter.sell(100_00).receipt_id)
    assert (back.currency, back.foreign_minor) == (None, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"currency": "EUR"}, errors.BadCurrency),
        ({"rate_millionths": 1}, errors.BadCurrency),
        (EUROS | {"currency": "eur"}, errors.BadCurrency),
        (EUROS | {"currency": "EU\x00"}, errors.BadCurrency),
        (EUROS | {"rate_millionths": 0}, errors.BadCurrency),
        (EUROS | {"rate_millionths": 10**13}, errors.BadCurrency),
        (EUROS | {"lines": tuple(lines(money.MAX_MINOR))}, errors.AmountOutOfRange),
        (
            EUROS | {"lines": tuple(lines(60_000_000, 60_000_000))},
            errors.AmountOutOfRange,
        ),
        (EUROS | {"rate_millionths": 1}, errors.EmptySale),
    ],
)
def test_currencies_that_cannot_be_are_refused(
    app: Flask, changes: dict[str, Any], error: type[Exception]
) -> None:
    counter = open_counter()
    values = dict(changes)
    goods = values.pop("lines", tuple(lines(100_00)))
    with pytest.raises(error):
        counter.quote(*goods, **values)
