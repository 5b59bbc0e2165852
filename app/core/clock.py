"""The one clock: aware UTC instants, and calendar days in a place's own zone.

Nothing else in the product reads the time, so that tests, imports of past years and
the demo can say what time it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)
_everywhere: list[datetime] = []


def now() -> datetime:
    """The instant as of which we work: the present, unless ``at`` says otherwise."""
    return _frozen.get() or present()


def present() -> datetime:
    """The present instant, aware and in UTC, also inside ``at``."""
    return _everywhere[-1] if _everywhere else datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is now in ``zone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of ``instant`` in ``zone``."""
    return instant.astimezone(ZoneInfo(zone)).date()


def day_start(day: date, zone: str) -> datetime:
    """The UTC instant at which ``day`` begins in ``zone``.

    Found by calendar, never by adding 24 hours: where a clock change removes
    midnight, the first instant that exists on that day is taken.
    """
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
    instant = midnight.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).date() < day:
        # Midnight falls in a gap before the shift: the later offset is the real one.
        instant = midnight.replace(fold=1).astimezone(UTC)
    return instant


def day_end(day: date, zone: str) -> datetime:
    """The UTC instant at which ``day`` ends in ``zone`` (24:00, R4)."""
    return day_start(day + timedelta(days=1), zone)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Run a block as of ``instant``, in this context only (imports, the demo)."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def freeze(instant: datetime) -> Iterator[None]:
    """Stop the clock at ``instant`` for every thread (tests)."""
    _everywhere.append(instant.astimezone(UTC))
    try:
        yield
    finally:
        _everywhere.pop()


def advance(step: timedelta) -> datetime:
    """Move a frozen clock by ``step``; raises IndexError when it is not frozen."""
    _everywhere[-1] += step
    return _everywhere[-1]


def seconds() -> float:
    """A steady count of seconds for waiting and measuring; never wound back."""
    return monotonic()
