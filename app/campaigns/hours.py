"""Whether something happened in some hours of the week, by the clocks of its outlet.

Neither database is asked about time zones: the offsets of the outlets' zones in the
period are worked out here, and the rest is arithmetic on seconds.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    type_coerce,
)

from app.businesses.queries import OutletView
from app.campaigns.audience import Hours
from app.core import db
from app.sales.models import Receipt

_WEEK_HOURS, _HOUR_SECONDS = 7 * 24, 60 * 60
_FIRST_MONDAY_HOURS = 3 * 24
"""1 January 1970 was a Thursday."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def is_within(
    hours: Hours, outlets: Sequence[OutletView], since: datetime, until: datetime
) -> ColumnElement[bool]:
    """Whether a receipt of the period was made in those hours."""
    hour = _hour_of_week(outlets, since, until)
    return or_(*(and_(hour >= low, hour < high) for low, high in hours.spans()))


def _hour_of_week(
    outlets: Sequence[OutletView], since: datetime, until: datetime
) -> ColumnElement[int]:
    local = _seconds() + _offset(outlets, since, until)
    return (local // _HOUR_SECONDS + _FIRST_MONDAY_HOURS) % _WEEK_HOURS


def _seconds() -> ColumnElement[int]:
    """When the receipt was made, in whole seconds since 1970."""
    if db.is_sqlite():
        return type_coerce(Receipt.occurred_at, BigInteger) // 10**6
    return cast(func.floor(func.extract("epoch", Receipt.occurred_at)), BigInteger)


def _offset(
    outlets: Sequence[OutletView], since: datetime, until: datetime
) -> ColumnElement[int]:
    cases = []
    for zone in sorted({outlet.zone for outlet in outlets}):
        here = Receipt.outlet_id.in_([each.id for each in outlets if each.zone == zone])
        steps = list(offsets(zone, since, until))
        cases += [(and_(here, Receipt.occurred_at >= at), s) for at, s in steps[:0:-1]]
        cases.append((here, steps[0][1]))
    if not cases:
        return literal(0, BigInteger)
    return type_coerce(case(*cases, else_=0), BigInteger)


def offsets(
    zone: str, since: datetime, until: datetime
) -> Iterator[tuple[datetime, int]]:
    """The offsets of a zone in a period, in seconds: each with the instant it begins."""
    there, at = ZoneInfo(zone), since
    yield at, _seconds_off(at, there)
    while at < until:
        later = min(at + _DAY, until)
        if _seconds_off(later, there) != _seconds_off(at, there):
            changed = _change(at, later, there)
            yield changed, _seconds_off(changed, there)
        at = later


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of the offset that is in force at ``after``."""
    known = _seconds_off(before, zone)
    # Clocks change at whole minutes; the search goes through whole minutes too.
    low = before.replace(second=0, microsecond=0)
    high = after.replace(second=0, microsecond=0) + _MINUTE
    while high - low > _MINUTE:
        middle = low + (high - low) // 2
        middle = middle.replace(second=0, microsecond=0)
        if _seconds_off(middle, zone) == known:
            low = middle
        else:
            high = middle
    return high


def _seconds_off(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
