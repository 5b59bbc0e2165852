"""When an event is and how long an offer is valid, in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, dates

from app.core import clock, locales
from app.core.locales import gettext as _
from app.core.locales import mark
from app.space import rules

AD_WORDS = {
    "advertising": mark("Advertisement"),
    "social": mark("Public service advertisement"),
}


def zone_name(zone: str) -> str:
    """The place whose clocks count, by its city: Moscow, Екатеринбург."""
    locale = Locale.parse(locales.language())
    return str(dates.get_timezone_location(zone, locale=locale, return_city=True))


def moment_there(value: datetime, zone: str, home_zone: str) -> str:
    """A day and a time by the clocks of ``zone``, named where they are not at home."""
    words = _day_of(value, zone) + ", " + locales.time_of_day(value, zone)
    return words if zone == home_zone else f"{words} ({zone_name(zone)})"


def event_time(
    starts_at: datetime, ends_at: datetime | None, zone: str, home_zone: str
) -> str:
    """From when to when: May 12, 19:00–21:00."""
    first = _day_of(starts_at, zone) + ", " + locales.time_of_day(starts_at, zone)
    if ends_at is None:
        words = first
    elif _local_day(starts_at, zone) == _local_day(ends_at, zone):
        words = f"{first}–{locales.time_of_day(ends_at, zone)}"
    else:
        last = _day_of(ends_at, zone) + ", " + locales.time_of_day(ends_at, zone)
        words = f"{first} — {last}"
    return words if zone == home_zone else f"{words} ({zone_name(zone)})"


def validity(
    starts_at: datetime | None, ends_at: datetime | None, zone: str, *, is_over: bool
) -> str:
    """Until which day an offer is valid, that day included; empty when it never ends."""
    last = None if ends_at is None else _text(rules.last_day(ends_at, zone))
    if is_over and last is not None:
        return _("ended on %(day)s", day=last)
    if starts_at is not None and starts_at > clock.now():
        first = _text(rules.first_day(starts_at, zone))
        if last is None:
            return _("valid from %(day)s", day=first)
        return _("valid from %(first)s through %(last)s", first=first, last=last)
    return "" if last is None else _("valid until %(day)s inclusive", day=last)


def advertising(label: str, advertiser: str, token: str, language: str) -> str:
    """The mark that the law asks for (38-FZ), in the language of the business.

    The law fixes the words, so they do not follow the reader: «Реклама. ООО …, erid: …».
    """
    if label not in AD_WORDS:
        return ""
    with locales.speaking(language):
        word = _(AD_WORDS[label])
    who = ", ".join(part for part in (advertiser, token and f"erid: {token}") if part)
    return f"{word}. {who}" if who else word


def _local_day(value: datetime, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date()


def _day_of(value: datetime, zone: str) -> str:
    return _text(_local_day(value, zone))


def _text(day: date) -> str:
    """A day, with its year where it is not this one."""
    return locales.day(day, short=day.year == clock.now().year)
