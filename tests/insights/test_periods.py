"""Runs of days, what each stands beside, and how a chart parts them."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights import periods
from app.insights.periods import MOST_DAYS, Span

TUESDAY = date(2026, 3, 17)
DAYS = st.dates(date(2001, 1, 1), date(2998, 12, 31))


def days(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("name", "span", "before"),
    [
        ("today", ("2026-03-17", "2026-03-17"), ("2026-03-10", "2026-03-10")),
        ("yesterday", ("2026-03-16", "2026-03-16"), ("2026-03-09", "2026-03-09")),
        ("7-days", ("2026-03-11", "2026-03-17"), ("2026-03-04", "2026-03-10")),
        ("28-days", ("2026-02-18", "2026-03-17"), ("2026-01-21", "2026-02-17")),
        ("month", ("2026-03-01", "2026-03-17"), ("2026-02-01", "2026-02-17")),
    ],
)
def test_each_name_is_a_period_and_what_it_stands_beside(
    name: str, span: tuple[str, str], before: tuple[str, str]
) -> None:
    period = periods.preset(name, TUESDAY)
    assert (period.span, period.before) == (days(*span), days(*before))


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2028-03-30", ("2028-02-01", "2028-02-29")),
        ("2026-01-31", ("2025-12-01", "2025-12-31")),
        ("2026-05-01", ("2026-04-01", "2026-04-01")),
    ],
)
def test_a_month_stands_beside_the_same_days_that_the_one_before_has(
    today: str, before: tuple[str, str]
) -> None:
    period = periods.preset("month", date.fromisoformat(today))
    assert period.before == days(*before)


def test_chosen_days_stand_beside_as_many_before_and_one_beside_its_weekday() -> None:
    period = periods.chosen(date(2026, 3, 1), date(2026, 3, 10))
    assert period.before == days("2026-02-19", "2026-02-28")
    one = periods.chosen(TUESDAY, TUESDAY)
    assert one.before == days("2026-03-10", "2026-03-10")


def test_no_other_name_is_a_period() -> None:
    with pytest.raises(KeyError):
        periods.preset("chosen", TUESDAY)


@given(DAYS, st.sampled_from(periods.PRESETS))
def test_what_a_period_stands_beside_lies_before_it(today: date, name: str) -> None:
    period = periods.preset(name, today)
    assert period.span.first <= period.span.last <= today
    assert period.before.last < period.span.first
    assert period.before.days <= period.span.days


@given(DAYS, st.integers(1, MOST_DAYS))
def test_parts_cover_every_day_once(first: date, count: int) -> None:
    span = Span(first, first + timedelta(days=count - 1))
    found = periods.parts(span)
    assert found[0].first == span.first
    assert found[-1].last == span.last
    for part, following in itertools.pairwise(found):
        assert following.first == part.last + timedelta(days=1)
    assert len(found) <= 63


def test_parts_are_days_weeks_from_monday_or_months() -> None:
    assert len(periods.parts(days("2026-01-01", "2026-03-03"))) == 62
    weeks = periods.parts(days("2026-01-01", "2026-12-31"))
    assert weeks[0] == days("2026-01-01", "2026-01-04")
    assert all(week.first.weekday() == 0 for week in weeks[1:])
    months = periods.parts(days("2024-02-15", "2026-03-17"))
    assert months[0] == days("2024-02-15", "2024-02-29")
    assert months[-1] == days("2026-03-01", "2026-03-17")
    assert len(months) == 26
