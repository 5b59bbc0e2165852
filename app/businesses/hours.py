"""Opening hours: a week, exceptions by date, and whether a place is open at an instant.

Times are wall-clock minutes of the outlet's own day; they meet instants only in the
outlet's zone, day by day, so that a clock change moves nothing on the door.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.core import clock

DAY_MINUTES: Final = 24 * 60
DAYS: Final = 7
MOST_SPANS: Final = 6
MOST_SPECIALS: Final = 60
LONGEST_NOTE: Final = 60
_AHEAD_DAYS: Final = 120
_ALWAYS: Final = timedelta(days=DAYS + 1)
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")


class BadHours(ValueError):
    """These are no opening hours; the text is the part that was not understood."""


@dataclass(frozen=True, order=True)
class Span:
    """Open from ``start`` to ``end``, minutes from midnight.

    What lasts over midnight ends beyond 24:00, at most a day after it began.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Raises BadHours for what no clock shows."""
        fits = 0 <= self.start < DAY_MINUTES
        if not (fits and self.start < self.end <= self.start + DAY_MINUTES):
            raise BadHours(str(self))

    def __str__(self) -> str:
        end = self.end if self.end == DAY_MINUTES else self.end % DAY_MINUTES
        return f"{clock_text(self.start)}-{clock_text(end)}"


Spans = tuple[Span, ...]


@dataclass(frozen=True, order=True)
class Special:
    """Other hours from one date through another, such as a holiday; none is closed."""

    first: date
    last: date
    spans: Spans
    note: str = ""

    def __post_init__(self) -> None:
        """Raises BadHours for a time that ends before it begins, or lasts a year."""
        if not timedelta(0) <= self.last - self.first < timedelta(days=366):
            raise BadHours(f"{self.first}–{self.last}")
        if len(self.note) > LONGEST_NOTE:
            raise BadHours(self.note[:LONGEST_NOTE])
        _ordered(self.spans)


@dataclass(frozen=True)
class Hours:
    """A week from Monday to Sunday, and the dates that differ."""

    week: tuple[Spans, ...]
    special: tuple[Special, ...] = ()

    def __post_init__(self) -> None:
        """Raises BadHours for days that overlap themselves or are too many."""
        if len(self.week) != DAYS or len(self.special) > MOST_SPECIALS:
            raise BadHours(str(len(self.special)))
        for spans in self.week:
            _ordered(spans)

    def on(self, day: date) -> Spans:
        """When the place is open on a day; of two exceptions the later one counts."""
        found = self.special_on(day)
        return self.week[day.weekday()] if found is None else found.spans

    def special_on(self, day: date) -> Special | None:
        """The exception for a day."""
        fitting = [each for each in self.special if each.first <= day <= each.last]
        return fitting[-1] if fitting else None


@dataclass(frozen=True)
class State:
    """Whether a place is open, and when that changes; None when it does not."""

    is_open: bool
    changes_at: datetime | None


def _ordered(spans: Spans) -> None:
    if len(spans) > MOST_SPANS:
        raise BadHours(", ".join(map(str, spans)))
    for one, other in pairwise(spans):
        if one.end > other.start:
            raise BadHours(f"{one}, {other}")
    # The last one may run into the night, but not into its own beginning.
    if spans and spans[-1].end - DAY_MINUTES > spans[0].start:
        raise BadHours(", ".join(map(str, spans)))


def span(start: int, end: int) -> Span:
    """From one time of day to another, over midnight where the second is not later."""
    return Span(start, end if end > start else end + DAY_MINUTES)


def clock_text(minutes: int) -> str:
    """``08:30``; the end of the day is ``24:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def state(hours: Hours, instant: datetime, zone: str) -> State:
    """Open or closed at an instant, and the next change within four months."""
    until: datetime | None = None
    today = clock.local_date(instant, zone)
    for begins, ends in _periods(hours, today, zone):
        if until is not None:
            if begins > until:
                return State(is_open=True, changes_at=until)
            until = max(until, ends)
            if until - instant > _ALWAYS:
                return State(is_open=True, changes_at=None)
        elif begins <= instant < ends:
            until = ends
        elif begins > instant:
            return State(is_open=False, changes_at=begins)
    return State(is_open=until is not None, changes_at=until)


def _periods(
    hours: Hours, today: date, zone: str
) -> Iterator[tuple[datetime, datetime]]:
    """When the place is open, from last night on, in order."""
    for ahead in range(-1, _AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        yield from periods_on(hours, day, zone)


def periods_on(hours: Hours, day: date, zone: str) -> list[tuple[datetime, datetime]]:
    """When the place is open on a day of ``zone``, as instants in order."""
    found = [
        (_at(day, each.start, zone), _at(day, each.end, zone)) for each in hours.on(day)
    ]
    return [(begins, ends) for begins, ends in found if begins < ends]


def _at(day: date, minutes: int, zone: str) -> datetime:
    days, minutes = divmod(minutes, DAY_MINUTES)
    wall = time(minutes // 60, minutes % 60, tzinfo=ZoneInfo(zone))
    return datetime.combine(day + timedelta(days=days), wall).astimezone(UTC)


def stored(hours: Hours | None) -> dict[str, Any] | None:
    """Hours as JSON."""
    if hours is None:
        return None
    return {
        "week": [[str(each) for each in spans] for spans in hours.week],
        "special": [
            {
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "spans": [str(one) for one in each.spans],
                "note": each.note,
            }
            for each in hours.special
        ],
    }


def load(value: Any) -> Hours | None:
    """Hours from JSON, checked; raises BadHours."""
    if value is None:
        return None
    try:
        week = tuple(_spans(texts) for texts in value["week"])
        special = tuple(_special(each) for each in value.get("special", ()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadHours(str(value)[:100]) from error
    return Hours(week, special)


def _special(value: Any) -> Special:
    first, last = (date.fromisoformat(value[name]) for name in ("first", "last"))
    return Special(first, last, _spans(value["spans"]), str(value.get("note", "")))


def _spans(texts: Any) -> Spans:
    return tuple(_span(text) for text in texts)


def _span(text: str) -> Span:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise BadHours(text)
    first, last = (
        int(found[at]) * 60 + int(found[at + 1]) if int(found[at + 1]) < 60 else -1  # noqa: PLR2004 - minutes
        for at in (1, 3)
    )
    if last > DAY_MINUTES or last < 0:
        raise BadHours(text)
    return span(first, last)
