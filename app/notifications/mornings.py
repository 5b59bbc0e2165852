"""The day on which members are looked through, and what is found a page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.notifications.centre import Message

PAGE = 200
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Morning:
    """The day on which the open business's members are looked through."""

    day: date
    zone: str
    now: datetime

    def local(self, instant: datetime) -> date:
        """The business's calendar day of an instant."""
        return clock.local_date(instant, self.zone)

    def last_day(self, ends_at: datetime | None) -> str:
        """The last day of what ends at 24:00, as ISO says it; empty for never."""
        return "" if ends_at is None else self.local(ends_at - _TICK).isoformat()


Page = Sequence[Message]
Find = Callable[[Morning], Iterator[Page]]
