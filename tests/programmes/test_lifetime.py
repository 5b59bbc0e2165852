"""Holds and ends by local calendar: E04, E05, E06, R3, R4."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.kinds.points import PointsRules
from app.programmes.lifetime import available_at, expires_at, last_day
from app.programmes.months import add_months
from app.programmes.rules import LifeEnd

MOSCOW = "Europe/Moscow"


def test_e04_hold_ends_at_local_midnight() -> None:
    bought = datetime(2027, 3, 1, 12, tzinfo=UTC)
    ready = available_at(bought, MOSCOW, PointsRules(hold_days=14))
    assert ready == datetime(2027, 3, 14, 21, tzinfo=UTC)


def test_no_hold_is_available_at_once() -> None:
    bought = datetime(2027, 3, 1, 12, 34, 56, tzinfo=UTC)
    assert available_at(bought, MOSCOW, PointsRules()) == bought


def test_e05_last_day_ends_by_the_zone_of_the_shop() -> None:
    bought = datetime(2026, 12, 1, 5, tzinfo=UTC)
    end = expires_at(bought, "Asia/Vladivostok", PointsRules(life_days=30))
    assert end == datetime(2026, 12, 31, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earned", "months", "through"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 11, 15), 1, date(2027, 12, 15)),
    ],
)
def test_e06_months_clip(earned: date, months: int, through: date) -> None:
    assert last_day(earned, PointsRules(life_months=months)) == through


@pytest.mark.parametrize(
    ("end", "through"),
    [
        (LifeEnd.DAY, date(2027, 2, 10)),
        (LifeEnd.MONTH, date(2027, 2, 28)),
        (LifeEnd.QUARTER, date(2027, 3, 31)),
        (LifeEnd.HALF_YEAR, date(2027, 6, 30)),
    ],
)
def test_r4_end_is_moved_up(end: LifeEnd, through: date) -> None:
    rules = PointsRules(life_months=1, life_end=end)
    assert last_day(date(2027, 1, 10), rules) == through


def test_points_without_a_life_never_end() -> None:
    assert expires_at(datetime(2027, 1, 1, tzinfo=UTC), MOSCOW, PointsRules()) is None


def test_the_local_day_counts_not_the_day_in_utc() -> None:
    late_evening = datetime(2027, 1, 30, 22, tzinfo=UTC)
    end = expires_at(late_evening, MOSCOW, PointsRules(life_months=1))
    assert end == datetime(2027, 2, 28, 21, tzinfo=UTC)


days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(days, st.integers(1, 120))
def test_months_keep_the_day_or_clip_to_the_end(day: date, months: int) -> None:
    later = add_months(day, months)
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(day.day, last)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(days, st.integers(1, 36), st.sampled_from(LifeEnd))
def test_moving_up_never_shortens(day: date, months: int, end: LifeEnd) -> None:
    plain = last_day(day, PointsRules(life_months=months))
    moved = last_day(day, PointsRules(life_months=months, life_end=end))
    assert plain is not None
    assert moved is not None
    assert plain <= moved <= plain + timedelta(days=184)
