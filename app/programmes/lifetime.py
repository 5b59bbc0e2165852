"""From when and until when points can be spent, by local calendar (R3, R4)."""

import calendar
from datetime import date, datetime, timedelta

from app.core import clock
from app.programmes.months import add_months
from app.programmes.rules import CardRules, LifeEnd

_MONTHS = {LifeEnd.MONTH: 1, LifeEnd.QUARTER: 3, LifeEnd.HALF_YEAR: 6}


def available_at(occurred_at: datetime, zone: str, rules: CardRules) -> datetime:
    """When points earned at ``occurred_at`` can be spent: local midnight (R3, E04)."""
    if rules.hold_days == 0:
        return occurred_at
    day = clock.local_date(occurred_at, zone) + timedelta(days=rules.hold_days)
    return clock.day_start(day, zone)


def held(
    usable_at: datetime, held_until: datetime | None, ends_at: datetime | None
) -> datetime:
    """From when points can be spent that somebody looks at first (R17).

    Points that would end before that are not held: a look must cost nobody anything.
    """
    if held_until is None or (ends_at is not None and held_until >= ends_at):
        return usable_at
    return max(usable_at, held_until)


def expires_at(occurred_at: datetime, zone: str, rules: CardRules) -> datetime | None:
    """The end of the last local day of points earned then; None: never (R4, E05)."""
    day = last_day(clock.local_date(occurred_at, zone), rules)
    return None if day is None else clock.day_end(day, zone)


def last_day(earned_on: date, rules: CardRules) -> date | None:
    """The day through which points are valid (E06); None when they do not expire."""
    if rules.life_months is not None:
        day = add_months(earned_on, rules.life_months)
    elif rules.life_days is not None:
        day = earned_on + timedelta(days=rules.life_days)
    else:
        return None
    return _period_end(day, rules.life_end)


def _period_end(day: date, end: LifeEnd) -> date:
    if end is LifeEnd.DAY:
        return day
    months = _MONTHS[end]
    last_month = (day.month - 1) // months * months + months
    return date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
