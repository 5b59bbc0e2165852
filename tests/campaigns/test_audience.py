"""Choices of members as plain values: kept whole, refused when they cannot be meant."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns import audience
from app.campaigns.audience import Audience, BadAudience, Hours

hours = st.builds(
    lambda days, since, length: Hours(
        weekdays=tuple(days), since=since, until=(since + length - 1) % 24 + 1
    ),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 23),
    st.integers(1, 23),
)


@given(
    st.builds(
        Audience,
        group_ids=st.lists(st.integers(1, 99), max_size=3).map(tuple),
        points=st.none() | st.integers(1, 10**6),
        silent_days=st.none() | st.integers(1, 99),
        comes=st.none() | hours,
        never=st.none() | hours,
        language=st.none() | st.sampled_from(audience.LANGUAGES),
        has=st.sets(st.sampled_from(audience.HOLDINGS)).map(tuple),
    )
)
def test_what_is_stored_is_read_again(chosen: Audience) -> None:
    assert audience.read(chosen.plain()) == chosen


def test_nothing_said_stores_nothing() -> None:
    assert Audience().plain() == {}


@pytest.mark.parametrize(
    "values",
    [
        {"points": 0},
        {"silent_days": 0},
        {"silent_days": audience.MAX_DAYS + 1},
        {"visits_least": 5, "visits_most": 4},
        {"silent_days": 30, "recent_days": 20},
        {"birthday_month": 13},
        {"language": "fr"},
        {"standing": "asleep"},
        {"has": ("email",), "lacks": ("email",)},
        {"has": ("pigeon",)},
        {"level": "Gold"},
    ],
)
def test_what_cannot_be_meant_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(BadAudience):
        Audience(**values)


@pytest.mark.parametrize(
    "values",
    [{"weekdays": ()}, {"weekdays": (0,)}, {"since": 24}, {"since": 5, "until": 5}],
)
def test_hours_of_no_day_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(BadAudience):
        Hours(**values)


@pytest.mark.parametrize(
    "stored",
    [{"comes": {"weekdays": 3}}, {"comes": {}}, {"points": "many"}, {"has": [7]}],
)
def test_what_was_not_stored_by_us_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(BadAudience):
        audience.read(stored)


def test_hours_over_midnight_and_over_the_week() -> None:
    late = Hours(weekdays=(5, 7), since=22, until=2)
    assert late.spans() == [(4 * 24 + 22, 5 * 24 + 2), (6 * 24 + 22, 7 * 24), (0, 2)]
    assert Hours().spans()[0] == (0, 24)


@given(hours)
def test_hours_of_the_week_are_within_it_and_as_many_as_were_said(
    chosen: Hours,
) -> None:
    spans = chosen.spans()
    assert all(0 <= low < high <= 7 * 24 for low, high in spans)
    length = (chosen.until - chosen.since) % 24 or 24
    assert sum(high - low for low, high in spans) == length * len(chosen.weekdays)
