"""Opening hours as schema.org wants them."""

from datetime import date
from typing import Any

import pytest

from app.businesses import hours_reading
from app.businesses.hours import Hours, Special
from app.web.public.structured import opening

KIND = "OpeningHoursSpecification"


def told(text: str, *special: Special) -> list[dict[str, Any]]:
    found = opening(Hours(hours_reading.week(text), special))
    assert {each.pop("@type") for each in found} <= {KIND}
    return found


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("пн 8:00-22:00", "08:00", "22:00"),
        ("пн 18-3", "18:00", "03:00"),
        ("пн 8-24", "08:00", "23:59"),
        ("пн круглосуточно", "00:00", "23:59"),
        ("пн 20:30-0:15", "20:30", "00:15"),
    ],
)
def test_times_are_said_as_search_engines_read_them(
    text: str, opens: str, closes: str
) -> None:
    assert told(text) == [{"dayOfWeek": ["Monday"], "opens": opens, "closes": closes}]


def test_days_with_equal_times_stand_together_and_closed_ones_are_left_out() -> None:
    found = told("пн-пт 8-12, 13-18, сб 10-12")
    assert [each["dayOfWeek"] for each in found] == [
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        ["Saturday"],
    ]


def test_exceptions_say_from_when_until_when() -> None:
    closed = Special(date(2027, 1, 1), date(2027, 1, 8), ())
    short = Special(date(2026, 12, 31), date(2026, 12, 31), hours_reading.day("9-15"))
    found = told("9-18", short, closed)
    assert found[1:] == [
        {
            "opens": "09:00",
            "closes": "15:00",
            "validFrom": "2026-12-31",
            "validThrough": "2026-12-31",
        },
        {
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": "2027-01-01",
            "validThrough": "2027-01-08",
        },
    ]
