"""By when somebody is called: working time, over nights and changes of the clock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from app.space.deadlines import Window, deadline, every_day, wished

MOSCOW = "Europe/Moscow"
LONDON = "Europe/London"


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # noon in Moscow
        ("2026-03-17T09:00", "2026-03-17T11:00"),
        # 20:30: half an hour today, the rest from nine tomorrow
        ("2026-03-17T17:30", "2026-03-18T07:30"),
        # at night, and early in the morning
        ("2026-03-17T20:00", "2026-03-18T08:00"),
        ("2026-03-18T02:00", "2026-03-18T08:00"),
        # the very minute of opening and of closing
        ("2026-03-17T06:00", "2026-03-17T08:00"),
        ("2026-03-17T18:00", "2026-03-18T08:00"),
    ],
)
def test_two_working_hours_count_from_the_next_opening(now: str, due: str) -> None:
    assert deadline(at(now), 120, every_day(MOSCOW), MOSCOW) == at(due)


def test_more_than_a_day_of_work_goes_over_several_days() -> None:
    found = deadline(at("2026-03-17T09:00"), 13 * 60, every_day(MOSCOW), MOSCOW)
    assert found == at("2026-03-18T10:00")


def test_a_night_that_loses_an_hour_changes_no_working_time() -> None:
    """The clocks go forward in London on 29 March 2026 at one in the morning."""
    found = deadline(at("2026-03-28T20:00"), 120, every_day(LONDON), LONDON)
    assert found == at("2026-03-29T09:00")


def test_days_off_are_skipped() -> None:
    weekday = every_day(MOSCOW)

    def windows(day: date) -> Sequence[Window]:
        return weekday(day) if day.weekday() < 5 else ()

    friday = at("2026-03-20T17:00")
    assert deadline(friday, 120, windows, MOSCOW) == at("2026-03-23T07:00")


def test_a_window_past_midnight_still_counts_after_it() -> None:
    def windows(day: date) -> Sequence[Window]:
        begin = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
        return ((begin, begin + timedelta(hours=6)),)

    assert deadline(at("2026-03-18T00:30"), 20, windows, MOSCOW) == at(
        "2026-03-18T00:50"
    )


def test_who_never_opens_has_a_deadline_too() -> None:
    now = at("2026-03-17T09:00")
    assert deadline(now, 120, lambda _: (), MOSCOW) == now + timedelta(days=60)


@pytest.mark.parametrize(
    ("now", "part", "due"),
    [
        ("2026-03-17T09:00", "morning", "2026-03-18T09:00"),
        ("2026-03-17T09:00", "day", "2026-03-17T14:00"),
        ("2026-03-17T09:00", "evening", "2026-03-17T18:00"),
        # a quarter of an hour of the day is left: not enough to call in
        ("2026-03-17T13:45", "day", "2026-03-18T14:00"),
        ("2026-03-17T13:30", "day", "2026-03-17T14:00"),
    ],
)
def test_a_wished_part_of_a_day_is_the_next_one_with_time_left(
    now: str, part: str, due: str
) -> None:
    assert wished(at(now), part, MOSCOW) == at(due)
