"""Levels of a card: who has bought or earned enough lately is better off (R9; E14, E15).

A level is reached by the money paid, or the points earned, within the last months,
never by a balance. It holds from the day on which that is enough until some days after
the last day on which it was; returns count as if the goods had never been bought.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from app.core import money
from app.programmes.checking import (
    BASIS,
    InvalidRules,
    check_named,
    check_number,
    check_text,
)
from app.programmes.months import add_months

MAX_LEVELS = 10
MAX_BENEFITS = 10
MAX_FACTOR = 100 * BASIS


class LevelMeasure(StrEnum):
    """What counts towards a level: money paid, or units earned."""

    SPENT = "spent"
    EARNED = "earned"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level above the first, which everybody has.

    Attributes:
        name: in the business's own words.
        from_amount: what has to be counted within the months of the rules: money in
            minor units, or units of the card, as the measure of the rules says.
        extra_basis_points: what is added to the card's rate.
        factor_basis_points: how often the card's rate counts, 20,000 is double.
        share_basis_points: part of the goods that is taken off.
        benefits: what is not counted at all: a table kept, a coffee on the house.
        service: what the staff promise, shown to them as soon as the card is.
    """

    name: str
    from_amount: int
    extra_basis_points: int = 0
    factor_basis_points: int = 0
    share_basis_points: int = 0
    benefits: tuple[str, ...] = ()
    service: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_text("levels", self.name)
        check_number("levels", self.from_amount, 1, money.MAX_MINOR)
        check_number("levels", self.extra_basis_points, 0, BASIS)
        check_number("levels", self.factor_basis_points, 0, MAX_FACTOR)
        check_number("levels", self.share_basis_points, 0, BASIS)
        # Less than once would punish who buys much.
        if 0 < self.factor_basis_points < BASIS:
            raise InvalidRules("levels")
        check_named("levels", self.benefits, MAX_BENEFITS)
        for text in (*self.benefits, *((self.service,) if self.service else ())):
            check_text("levels", text)

    @property
    def lifts_rate(self) -> bool:
        """Whether purchases earn more."""
        return bool(self.extra_basis_points or self.factor_basis_points)

    def extra_rate(self, rate_basis_points: int) -> int:
        """What is added to a card's rate, in basis points, rounded down."""
        lifted = rate_basis_points * max(0, self.factor_basis_points - BASIS) // BASIS
        return self.extra_basis_points + lifted


@dataclass(frozen=True, kw_only=True)
class LevelRules:
    """How levels are reached and kept.

    Attributes:
        levels: from the lowest to the highest.
        months: how long what was counted goes on counting, by calendar.
        grace_days: how long a level is kept after it would be lost by time.
    """

    levels: tuple[Level, ...]
    months: int
    grace_days: int

    def index_at(self, amount: int) -> int:
        """How many levels an amount reaches; 0: none."""
        return sum(level.from_amount <= amount for level in self.levels)


@dataclass(frozen=True, kw_only=True)
class LevelStanding:
    """Where a card stands on a day.

    Attributes:
        index: how many levels it has climbed; 0: none.
        counted: what counts on this day.
        changes_on: the day on which time alone changes the level; None: never.
        counts_through: the last day of what counts today that leaves first.
        enough_through: the last day on which the level is reached by what counts, if
            nothing is bought; None without a level, or while it lives on its grace.
    """

    index: int
    counted: int
    changes_on: date | None
    counts_through: date | None
    enough_through: date | None


def check_levels(levels: Sequence[Level]) -> None:
    """Refuse levels that do not rise; raises InvalidRules."""
    check_named("levels", (level.name for level in levels), MAX_LEVELS)
    for lower, upper in pairwise(levels):
        if upper.from_amount <= lower.from_amount:
            raise InvalidRules("levels")


def level_standing(
    counted: Sequence[tuple[date, int]], today: date, rules: LevelRules
) -> LevelStanding:
    """The level on a local day, from what was counted by day, in any order (E14, E36).

    ``counted`` holds the day of each sale and what is left of it after returns.
    """
    steps = _steps(counted, today, rules)
    now = next(step for step in reversed(steps) if step.day <= today)
    index = _held(steps, today, rules)
    later = [step for step in steps if step.day > today]
    return LevelStanding(
        index=index,
        counted=now.amount,
        changes_on=_changes_on(steps, today, index, rules),
        counts_through=_before(step for step in later if step.amount < now.amount),
        enough_through=(
            _before(step for step in later if step.index < index)
            if index and now.index >= index
            else None
        ),
    )


@dataclass(frozen=True)
class _Step:
    """From a day on, until the day before ``until``, this much counts."""

    day: date
    until: date
    amount: int
    index: int


def _steps(
    counted: Sequence[tuple[date, int]], today: date, rules: LevelRules
) -> list[_Step]:
    # A day before all others, so that there is always one that has come.
    changes: dict[date, int] = {
        min([today, *(day for day, _ in counted)]) - timedelta(days=1): 0
    }
    for day, amount in counted:
        for when, more in ((day, amount), (add_months(day, rules.months), -amount)):
            changes[when] = changes.get(when, 0) + more
    total, steps = 0, []
    for day, until in pairwise([*sorted(changes), date.max]):
        total += changes[day]
        steps.append(_Step(day, until, total, rules.index_at(total)))
    return steps


def _held(steps: Sequence[_Step], day: date, rules: LevelRules) -> int:
    """The best that held on some day from the grace before ``day`` until it."""
    since = day - timedelta(days=rules.grace_days)
    return max(
        (step.index for step in steps if step.day <= day and step.until > since),
        default=0,
    )


def _changes_on(
    steps: Sequence[_Step], today: date, index: int, rules: LevelRules
) -> date | None:
    grace = timedelta(days=rules.grace_days)
    days = {step.day for step in steps} | {step.day + grace for step in steps}
    return next(
        (
            day
            for day in sorted(days)
            if day > today and _held(steps, day, rules) != index
        ),
        None,
    )


def _before(steps: Iterator[_Step]) -> date | None:
    """The day before the first of these begins."""
    first = next(steps, None)
    return None if first is None else first.day - timedelta(days=1)
