"""When a post is seen and when it is over: arithmetic without a database or a clock."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.core import clock

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 200
LONGEST_CONDITIONS: Final = 2_000
LONGEST_LINK: Final = 500
LONGEST_TOKEN: Final = 100
AD_LABELS: Final = ("advertising", "social")


class State(StrEnum):
    """Where a post stands in its life."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


def state(
    *,
    published_at: datetime | None,
    withdrawn_at: datetime | None,
    archives_at: datetime | None,
    now: datetime,
) -> State:
    """The state at an instant; a schedule and an archive come true by themselves."""
    if withdrawn_at is not None:
        return State.WITHDRAWN
    if published_at is None:
        return State.DRAFT
    if published_at > now:
        return State.SCHEDULED
    if archives_at is not None and archives_at <= now:
        return State.ARCHIVED
    return State.PUBLISHED


def archives_at(
    kind: str, starts_at: datetime | None, ends_at: datetime | None, zone: str
) -> datetime | None:
    """When a post is over by itself; None for what never is.

    An event ends when it says, or with the local day on which it starts; an offer ends
    with its last day; news stay.
    """
    if kind == "news":
        return None
    if kind == "event" and ends_at is None and starts_at is not None:
        return clock.day_end(clock.local_date(starts_at, zone), zone)
    return ends_at


def instant_of(local: datetime, zone: str) -> datetime:
    """The UTC instant at which the clocks of ``zone`` show ``local`` (a naive time).

    An hour that comes twice is the first one; one that never comes is read with the
    offset from before the change, which leads just behind the gap.
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_of(instant: datetime, zone: str) -> datetime:
    """What the clocks of ``zone`` show at an instant, as a naive time in minutes."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.replace(tzinfo=None, second=0, microsecond=0)


def first_day(starts_at: datetime, zone: str) -> date:
    """The first day on which an offer is valid."""
    return clock.local_date(starts_at, zone)


def last_day(ends_at: datetime, zone: str) -> date:
    """The last whole day before an end, which is the midnight after it."""
    return clock.local_date(ends_at - datetime.resolution, zone)


def is_complete(
    kind: str, *, title: str, starts_at: datetime | None, has_place: bool
) -> bool:
    """Whether guests can do something with it: a title; of an event, when and where."""
    if not title:
        return False
    return kind != "event" or (starts_at is not None and has_place)
