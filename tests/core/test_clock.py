"""Days end by the calendar of the place, never after 24 hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 12, 31), "Etc/GMT-10", datetime(2026, 12, 31, 14, tzinfo=UTC)),
        (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), "Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 4, 4), "Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC)),
        # Cairo's summer begins at midnight: 24 April 2026 starts at 01:00 local.
        (date(2026, 4, 23), "Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC)),
        (date(2026, 3, 7), "America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_the_next_begins(
    day: date, zone: str, expected: datetime
) -> None:
    assert clock.day_end(day, zone) == expected


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Havana", "Europe/Moscow"])
def test_every_instant_of_a_year_lies_in_its_own_day(zone: str) -> None:
    day = date(2026, 1, 1)
    while day < date(2027, 1, 1):
        start, end = clock.day_start(day, zone), clock.day_end(day, zone)
        assert clock.local_date(start, zone) == day
        assert clock.local_date(end - timedelta(microseconds=1), zone) == day
        assert clock.local_date(end, zone) == day + timedelta(days=1)
        day += timedelta(days=1)


def test_a_block_can_run_as_of_another_time() -> None:
    before = datetime(2020, 2, 29, 12, tzinfo=UTC)
    with clock.at(before):
        assert clock.now() == before
    assert clock.now() != before
