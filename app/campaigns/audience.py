"""Whom a mailing is for: a choice as plain values, stored as JSON. No database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from app.core.errors import Refused
from app.programmes.windows import WEEKDAYS

MAX_DAYS: Final = 3650
MOST_VISITS: Final = 10_000
HOLDINGS: Final = ("email", "phone", "pass")
LANGUAGES: Final = ("ru", "en")
STANDINGS: Final = ("at_risk", "lost")


class BadAudience(Refused):
    """A choice that cannot be meant: bounds the wrong way round, hours of no day."""

    code = "bad_audience"
    sentence = "This choice of members cannot be read. Choose anew."


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Some hours of some days of the week, by the clocks of the outlet.

    Whole hours; ``until`` is not part of it, and an ``until`` that is not later than
    ``since`` lies on the next day.
    """

    weekdays: tuple[int, ...] = tuple(WEEKDAYS)
    since: int = 0
    until: int = 24

    def __post_init__(self) -> None:
        """Raises BadAudience."""
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))
        is_right = (
            self.weekdays
            and set(self.weekdays) <= set(WEEKDAYS)
            and 0 <= self.since <= 23  # noqa: PLR2004 - hours of a day
            and 1 <= self.until <= 24  # noqa: PLR2004 - hours of a day
            and self.since != self.until
        )
        if not is_right:
            raise BadAudience

    def spans(self) -> list[tuple[int, int]]:
        """The hours of the week in it, as ranges from Monday's midnight on."""
        length = (self.until - self.since) % 24 or 24
        found = []
        for weekday in self.weekdays:
            first = (weekday - 1) * 24 + self.since
            over = first + length - 7 * 24
            found.append((first, min(first + length, 7 * 24)))
            if over > 0:
                found.append((0, over))
        return found


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Members who fit all that is said; what is not said is open to everybody.

    ``silent_days``: their last purchase is at least so long ago; ``recent_days``: at
    most. ``visits_…`` and ``spent_minor`` count purchases of the last ``period_days``,
    as do ``comes`` (bought in these hours) and ``never`` (bought in none of these).
    ``standing`` is the lost rule's. ``has`` and ``lacks`` are ways to reach somebody.
    """

    group_ids: tuple[int, ...] = ()
    not_group_ids: tuple[int, ...] = ()
    programme_id: int | None = None
    level: str | None = None
    points: int | None = None
    outlet_id: int | None = None
    period_days: int = 90
    visits_least: int | None = None
    visits_most: int | None = None
    spent_minor: int | None = None
    silent_days: int | None = None
    recent_days: int | None = None
    standing: str | None = None
    comes: Hours | None = None
    never: Hours | None = None
    birthday_month: int | None = None
    language: str | None = None
    source: str | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises BadAudience."""
        bounds = (
            (self.visits_least, 1, MOST_VISITS),
            (self.visits_most, 0, MOST_VISITS),
            (self.spent_minor, 1, 10**13),
            (self.silent_days, 1, MAX_DAYS),
            (self.recent_days, 1, MAX_DAYS),
            (self.period_days, 1, MAX_DAYS),
            (self.points, 1, 10**12),
            (self.birthday_month, 1, 12),
        )
        is_right = (
            all(value is None or low <= value <= high for value, low, high in bounds)
            and _is_known(self.language, LANGUAGES)
            and _is_known(self.standing, STANDINGS)
            and {*self.has, *self.lacks} <= set(HOLDINGS)
            and not set(self.has) & set(self.lacks)
            and not (self.level is not None and self.programme_id is None)
            and _is_ordered(self.visits_least, self.visits_most)
            and _is_ordered(self.silent_days, self.recent_days)
        )
        if not is_right:
            raise BadAudience

    def plain(self) -> dict[str, Any]:
        """As JSON holds it; what says nothing is left out."""
        unsaid = asdict(Audience())
        return {
            name: value for name, value in asdict(self).items() if value != unsaid[name]
        }


def _is_known(value: str | None, known: tuple[str, ...]) -> bool:
    return value is None or value in known


def _is_ordered(low: int | None, high: int | None) -> bool:
    return low is None or high is None or low <= high


def read(stored: Mapping[str, Any]) -> Audience:
    """What ``plain`` made; raises BadAudience for anything else."""
    known = {field.name for field in fields(Audience)}
    values = {name: value for name, value in stored.items() if name in known}
    try:
        for name in ("comes", "never"):
            if values.get(name) is not None:
                hours = values[name]
                values[name] = Hours(**{**hours, "weekdays": tuple(hours["weekdays"])})
        for name in ("group_ids", "not_group_ids", "has", "lacks"):
            values[name] = tuple(values.get(name, ()))
        return Audience(**values)
    except (TypeError, KeyError) as error:
        raise BadAudience from error
