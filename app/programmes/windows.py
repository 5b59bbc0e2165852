"""When a rule holds, by the calendar and the clock of the outlet (row 63; E24, E42)."""

from dataclasses import dataclass
from datetime import date, datetime

from app.programmes.checking import InvalidRules

DAY_MINUTES = 24 * 60
WEEKDAYS = range(1, 8)


@dataclass(frozen=True, kw_only=True)
class Window:
    """Days and hours in which something holds; what is not said holds always.

    Attributes:
        first_day: the first day.
        last_day: the last day, to its end.
        weekdays: 1 for Monday to 7 for Sunday; none: every day.
        from_minute: minute of the day at which it begins.
        until_minute: minute before which it ends; not after ``from_minute``: it goes
            over midnight, and belongs to the day on which it began.
    """

    first_day: date | None = None
    last_day: date | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    until_minute: int = DAY_MINUTES

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise InvalidRules("window")
        if len(set(self.weekdays)) < len(self.weekdays):
            raise InvalidRules("window")
        if not set(self.weekdays) <= set(WEEKDAYS):
            raise InvalidRules("window")
        if not 0 <= self.from_minute < DAY_MINUTES:
            raise InvalidRules("window")
        if not 0 < self.until_minute <= DAY_MINUTES:
            raise InvalidRules("window")

    def holds(self, local: datetime) -> bool:
        """Whether it holds at a local time of the outlet; seconds count (E42).

        Hours are those that the clock on the wall shows: in the night of a change of
        the clock, an hour that comes twice holds twice.
        """
        minute = local.hour * 60 + local.minute
        if self.from_minute < self.until_minute:
            return self._on(local.date()) and (
                self.from_minute <= minute < self.until_minute
            )
        if minute >= self.from_minute:
            return self._on(local.date())
        if minute < self.until_minute:
            return self._on(date.fromordinal(local.date().toordinal() - 1))
        return False

    def _on(self, day: date) -> bool:
        if self.first_day and day < self.first_day:
            return False
        if self.last_day and day > self.last_day:
            return False
        return not self.weekdays or day.isoweekday() in self.weekdays
