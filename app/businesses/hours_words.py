"""Opening hours in words: one sentence about now, rows of a week, lines to be edited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, dates

from app.businesses.hours import (
    DAY_MINUTES,
    DAYS,
    Hours,
    Span,
    Spans,
    Special,
    State,
    state,
)
from app.core import clock, locales
from app.core.locales import gettext as _
from app.core.locales import mark

_ALL_DAY = (Span(0, DAY_MINUTES),)
_ON = (
    mark("on Monday"),
    mark("on Tuesday"),
    mark("on Wednesday"),
    mark("on Thursday"),
    mark("on Friday"),
    mark("on Saturday"),
    mark("on Sunday"),
)
_SHOWN_DAYS = 30


@dataclass(frozen=True)
class Row:
    """Some days and their hours, as a table shows them."""

    days: str
    hours: str
    note: str = ""
    is_today: bool = False


def sentence(hours: Hours, instant: datetime, zone: str) -> str:
    """``Open until 22:00``, ``Opens tomorrow at 8:00``, in the reader's language."""
    return said(state(hours, instant, zone), instant, zone)


def said(found: State, instant: datetime, zone: str) -> str:
    """The same of a state that is known already."""
    if found.changes_at is None:
        return _("Open 24 hours") if found.is_open else _("Closed for now")
    local = found.changes_at.astimezone(ZoneInfo(zone))
    days = (local.date() - clock.local_date(instant, zone)).days
    when = _time(local)
    if found.is_open:
        if found.changes_at - instant > timedelta(days=1):
            return _(
                "Open until %(time)s %(day)s", time=when, day=_day(local.date(), days)
            )
        is_midnight = (local.hour, local.minute) == (0, 0)
        return (
            _("Open until midnight")
            if is_midnight
            else _("Open until %(time)s", time=when)
        )
    if days == 0:
        return _("Opens at %(time)s", time=when)
    return _("Opens %(day)s at %(time)s", day=_day(local.date(), days), time=when)


def _day(day: date, ahead: int) -> str:
    if ahead == 1:
        return _("tomorrow")
    if ahead < DAYS:
        return _(_ON[day.weekday()])
    return _("on %(date)s", date=locales.day(day, short=True))


def _time(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02d}"


def rows(hours: Hours, today: date) -> list[Row]:
    """The week with equal neighbours together, then the exceptions of the next weeks."""
    found: list[Row] = []
    first, is_special = 0, hours.special_on(today) is not None
    for day in range(1, DAYS + 1):
        if day == DAYS or hours.week[day] != hours.week[first]:
            is_today = first <= today.weekday() < day and not is_special
            days, words = _names(first, day - 1), spans_text(hours.week[first])
            found.append(Row(days, words or _("closed all day"), "", is_today))
            first = day
    until = today + timedelta(days=_SHOWN_DAYS)
    found += [
        _row(each, today)
        for each in hours.special
        if today <= each.last and each.first <= until
    ]
    return found


def _row(special: Special, today: date) -> Row:
    return Row(
        locales.day(special.first, short=True)
        if special.first == special.last
        else _(
            "%(first)s to %(last)s",
            first=locales.day(special.first, short=True),
            last=locales.day(special.last, short=True),
        ),
        spans_text(special.spans) or _("closed all day"),
        special.note,
        special.first <= today <= special.last,
    )


def _names(first: int, last: int) -> str:
    if last - first == DAYS - 1:
        return _("Every day")
    names = _day_names()
    if first == last:
        return names[first]
    return f"{names[first]}–{names[last]}"


def _day_names() -> list[str]:
    """Short names from Monday on, with a capital letter."""
    locale = Locale.parse(locales.language())
    known = dates.get_day_names("abbreviated", "stand-alone", locale)
    return [str(known[day]).capitalize() for day in range(DAYS)]


def spans_text(spans: Spans) -> str:
    """``8:00–13:00, 14:00–22:00``; empty for a day without any."""
    if spans == _ALL_DAY:
        return _("24 hours")
    return ", ".join(f"{_minutes(s.start)}–{_minutes(s.end)}" for s in spans)


def _minutes(value: int) -> str:
    value = value if value == DAY_MINUTES else value % DAY_MINUTES
    return f"{value // 60}:{value % 60:02d}"


def special_lines(hours: Hours) -> str:
    """The exceptions as lines that `hours_reading` reads again."""
    return "\n".join(_line(each) for each in hours.special)


def _line(special: Special) -> str:
    days = [special.first] + [special.last] * (special.first != special.last)
    pattern = "%d.%m.%Y" if locales.language() == "ru" else "%Y-%m-%d"
    when = " – ".join(day.strftime(pattern) for day in days)
    words = spans_text(special.spans) or _("closed all day")
    return f"{when}: {words}" + (f", {special.note}" if special.note else "")
