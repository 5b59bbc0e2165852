"""A row becomes a purchase line, or the reason why not."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.exchange.columns import BadRow, ColumnMap, read

ZONE, NOW = ZoneInfo("Europe/Moscow"), datetime(2026, 3, 17, 9, tzinfo=UTC)
GOOD = {
    "member": "42",
    "time": "2025-05-01 10:00:00",
    "outlet": "7",
    "receipt": "A-1",
    "item": "tea",
    "quantity": "2",
    "sum": "12,50",
}


def test_a_good_row_in_the_time_zone_of_the_business() -> None:
    line = read(GOOD, ColumnMap(), ZONE, NOW)
    assert line.at == datetime(2025, 5, 1, 7, tzinfo=UTC)
    assert (line.amount_minor, line.quantity_milli) == (1250, 2000)


def test_a_time_with_its_own_zone_keeps_it() -> None:
    row = GOOD | {"time": "2025-05-01T10:00:00+00:00"}
    assert read(row, ColumnMap(), ZONE, NOW).at.hour == 10


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("member", "", "member is empty"),
        ("member", None, "member is empty"),
        ("receipt", "a\0b", "unprintable"),
        ("outlet", "x" * 201, "too long"),
        ("time", "yesterday", "not a date"),
        ("time", "2027-01-01 00:00", "future"),
        ("time", "1899-01-01", "too far back"),
        ("quantity", "-1", "out of range"),
        ("quantity", "1e400", "out of range"),
        ("quantity", "NaN", "not a number"),
        ("quantity", "0.0001", "out of range"),
        ("sum", "-5", "not an amount"),
        ("sum", "1.005", "not an amount"),
        ("sum", "inf", "not an amount"),
        ("sum", "٥", "not an amount"),
    ],
)
def test_a_bad_value_is_named(column: str, value: Any, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        read(GOOD | {column: value}, ColumnMap(), ZONE, NOW)


@pytest.mark.parametrize(
    ("value", "minor"),
    [(2.78, 278), (1.776e-15, 0), (2.7800000000000002, 278), (1e7, 1_000_000_000)],
)
def test_a_binary_fraction_loses_its_dust(value: float, minor: int) -> None:
    assert read(GOOD | {"sum": value}, ColumnMap(), ZONE, NOW).amount_minor == minor


@pytest.mark.parametrize("value", [1.005, float("nan"), float("inf"), -0.01, 1e300])
def test_a_binary_fraction_that_is_no_sum_is_refused(value: float) -> None:
    with pytest.raises(BadRow, match="not an amount"):
        read(GOOD | {"sum": value}, ColumnMap(), ZONE, NOW)


def test_columns_may_have_other_names() -> None:
    columns = ColumnMap.parse("member=household,time=when")
    assert (columns.member, columns.time, columns.sum) == ("household", "when", "sum")
    with pytest.raises(ValueError, match="colour"):
        ColumnMap.parse("colour=red")
