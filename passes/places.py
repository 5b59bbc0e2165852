"""Where and when a card is of use: the wallet shows it by itself there and then."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from passes.brand import BadCard, Text

MAX_OCCASION: Final = timedelta(hours=24)

_POLE_DEGREES = 90
_DATE_LINE_DEGREES = 180


@dataclass(frozen=True, slots=True)
class Outlet:
    """A place where the card is of use.

    Attributes:
        name: what people call it.
        latitude: degrees, -90 to 90.
        longitude: degrees, -180 to 180.
        greeting: the words a phone shows nearby; empty means the name.
        address: street and town, where a ticket needs them.
    """

    name: Text
    latitude: float
    longitude: float
    greeting: Text = ""
    address: Text = ""

    def __post_init__(self) -> None:
        """Refuse a point that is not on the globe."""
        for degrees, limit in (
            (self.latitude, _POLE_DEGREES),
            (self.longitude, _DATE_LINE_DEGREES),
        ):
            if not math.isfinite(degrees) or abs(degrees) > limit:
                message = f"outlet at {self.latitude}, {self.longitude}: not on a map"
                raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A time at which the card is of use.

    Attributes:
        starts_at: aware.
        ends_at: aware, at most 24 hours later; None means the moment alone.
    """

    starts_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse zoneless times, an end before the start and more than a day."""
        if self.starts_at.tzinfo is None or (self.ends_at and not self.ends_at.tzinfo):
            message = "an occasion's time has no zone"
            raise BadCard(message)
        if self.ends_at is None:
            return
        if not self.starts_at < self.ends_at <= self.starts_at + MAX_OCCASION:
            message = "an occasion ends after it starts, within 24 hours"
            raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Event:
    """What a ticket admits to; its name is the card's title.

    Attributes:
        venue: place with a name and an address.
        starts_at: aware.
        ends_at: aware; None when it is open.
        doors_at: aware; None when they open with the start.
        seat: words for row and seat; empty where people sit as they like.
        gate: the entrance; empty when there is one.
    """

    venue: Outlet
    starts_at: datetime
    ends_at: datetime | None = None
    doors_at: datetime | None = None
    seat: Text = ""
    gate: Text = ""

    def __post_init__(self) -> None:
        """Refuse zoneless times and a venue without an address (Google needs it)."""
        for moment in (self.starts_at, self.ends_at, self.doors_at):
            if moment is not None and moment.tzinfo is None:
                message = "an event's time has no zone"
                raise BadCard(message)
        if not self.venue.address:
            message = "an event's venue has no address"
            raise BadCard(message)
