"""By when somebody is to be answered: pure arithmetic of working time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.businesses.hours import Hours, periods_on

Window = tuple[datetime, datetime]
Windows = Callable[[date], Sequence[Window]]

OPENS, CLOSES = time(9), time(21)
PARTS = {
    "morning": (time(9), time(12)),
    "day": (time(12), time(17)),
    "evening": (time(17), time(21)),
}
"""Parts of the day that a guest can ask for, by the business's clock."""

ENOUGH = timedelta(minutes=30)
_LONGEST_DAYS = 60


def every_day(zone: str, opens: time = OPENS, closes: time = CLOSES) -> Windows:
    """The same hours on every day of ``zone``."""
    place = ZoneInfo(zone)

    def windows(day: date) -> Sequence[Window]:
        begin, end = (
            datetime.combine(day, hour, tzinfo=place).astimezone(UTC)
            for hour in (opens, closes)
        )
        return ((begin, end),)

    return windows


def opening(places: Sequence[tuple[Hours, str]]) -> Windows:
    """While any of the places is open; each is its hours and its zone."""

    def windows(day: date) -> Sequence[Window]:
        merged: list[Window] = []
        for begin, end in sorted(
            each for hours, zone in places for each in periods_on(hours, day, zone)
        ):
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((begin, end))
        return merged

    return windows


def deadline(now: datetime, minutes: int, windows: Windows, zone: str) -> datetime:
    """When ``minutes`` of working time have passed since ``now``.

    What comes outside working hours counts from the next opening. A place that never
    opens is taken to answer after two months at the latest.
    """
    left = timedelta(minutes=minutes)
    for begin, end in _ahead(now, windows, zone):
        start = max(begin, now)
        if end - start >= left:
            return start + left
        left -= end - start
    return now + timedelta(days=_LONGEST_DAYS)


def wished(now: datetime, part: str, zone: str) -> datetime:
    """The end of the next ``part`` of a day of which enough is left to call in."""
    windows = every_day(zone, *PARTS[part])
    return next(
        end
        for begin, end in _ahead(now, windows, zone)
        if end - max(begin, now) >= ENOUGH
    )


def _ahead(now: datetime, windows: Windows, zone: str) -> Iterator[Window]:
    """What is left of working time, window by window."""
    today = now.astimezone(ZoneInfo(zone)).date()
    # From yesterday on, for a window that began there may last past midnight.
    for step in range(-1, _LONGEST_DAYS):
        for begin, end in windows(today + timedelta(days=step)):
            if end > now:
                yield begin, end
