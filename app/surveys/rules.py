"""What a quarter is, and what its answers say: pure arithmetic, stated in decision 42."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

SCORES = range(11)
PROMOTER_FROM = 9
DETRACTOR_TO = 6
LONGEST = 500
PURCHASES = 2
"""So many purchases in a quarter make a member's opinion worth asking for."""

ENOUGH = 20
"""Below so many answers one guest more or less would turn the figure round."""

_MONTHS = 3
_Z_HUNDREDTHS = 196


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, day.month - (day.month - 1) % _MONTHS, 1)


def moved(quarter: date, by: int) -> date:
    """The first day of the quarter so many quarters later, or earlier."""
    months = quarter.year * 12 + quarter.month - 1 + by * _MONTHS
    return date(months // 12, months % 12 + 1, 1)


def last_day(quarter: date) -> date:
    """The last day of a quarter."""
    return moved(quarter, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """How many would recommend, how many do not care, how many would warn."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @property
    def count(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def is_few(self) -> bool:
        """Whether there are too few answers for a figure."""
        return self.count < ENOUGH

    @property
    def score(self) -> int | None:
        """Promoters less detractors of a hundred, half away from zero; None for few."""
        if self.is_few:
            return None
        more = self.promoters - self.detractors
        rounded = (200 * abs(more) + self.count) // (2 * self.count)
        return rounded if more >= 0 else -rounded

    @property
    def interval(self) -> tuple[int, int] | None:
        """Where the figure of all guests lies, 95 times of 100; None for few answers.

        The normal interval after three answers are added, ¾ for, ¾ against and 1½ in
        between: without them twenty tens would claim to be certain. Whole points,
        rounded outwards.
        """
        if self.is_few:
            return None
        # All of it four times, so that the quarters of answers are whole numbers.
        parts = 4 * (self.count + 3)
        more = 4 * (self.promoters - self.detractors)
        said = 4 * (self.promoters + self.detractors) + 6
        spread = (said * parts - more**2) / (self.count + 3)
        half = _Z_HUNDREDTHS * math.sqrt(spread)
        low = math.floor((100 * more - half) / parts)
        high = math.ceil((100 * more + half) / parts)
        return max(low, -100), min(high, 100)
