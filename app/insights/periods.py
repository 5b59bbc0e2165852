"""Runs of days, what each is compared with, and how a chart parts them."""

from dataclasses import dataclass
from datetime import date, timedelta

TODAY, YESTERDAY, WEEK, FOUR_WEEKS, MONTH, CHOSEN = PERIODS = (
    "today",
    "yesterday",
    "7-days",
    "28-days",
    "month",
    "chosen",
)
PRESETS = PERIODS[:-1]
MOST_DAYS = 3 * 366
_BY_DAY, _BY_WEEK = 62, 400
_DAY = timedelta(days=1)
_LENGTHS = {WEEK: 7, FOUR_WEEKS: 28}


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


@dataclass(frozen=True)
class Period:
    """A run of days by its name, and the run that it is compared with."""

    name: str
    span: Span
    before: Span


def preset(name: str, today: date) -> Period:
    """A period that has a name, as seen from ``today``; raises KeyError.

    Single days stand beside the same weekday a week before, since no two weekdays are
    alike; a month up to today beside the same days of the month before.
    """
    if name in {TODAY, YESTERDAY}:
        day = today if name == TODAY else today - _DAY
        return Period(name, Span(day, day), _week_before(day))
    if name == MONTH:
        first, last_of_before = today.replace(day=1), today.replace(day=1) - _DAY
        same = last_of_before.replace(day=min(today.day, last_of_before.day))
        before = Span(last_of_before.replace(day=1), same)
        return Period(name, Span(first, today), before)
    first = today - timedelta(days=_LENGTHS[name] - 1)
    return _beside_the_days_before(name, Span(first, today))


def chosen(first: date, last: date) -> Period:
    """Any run of days, beside as many days before it; one beside its weekday."""
    if first == last:
        return Period(CHOSEN, Span(first, last), _week_before(first))
    return _beside_the_days_before(CHOSEN, Span(first, last))


def _week_before(day: date) -> Span:
    return Span(day - timedelta(days=7), day - timedelta(days=7))


def _beside_the_days_before(name: str, span: Span) -> Period:
    back = timedelta(days=span.days)
    return Period(name, span, Span(span.first - back, span.first - _DAY))


def parts(span: Span) -> list[Span]:
    """The bars of a chart: days, weeks from Monday, or calendar months.

    The first and the last part end where the span does.
    """
    found, first = [], span.first
    while first <= span.last:
        last = min(_end_of_part(first, span), span.last)
        found.append(Span(first, last))
        first = last + _DAY
    return found


def _end_of_part(day: date, span: Span) -> date:
    if span.days <= _BY_DAY:
        return day
    if span.days <= _BY_WEEK:
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - _DAY
