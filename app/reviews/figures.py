"""Satisfaction month by month: the mean of the stars, and the share of one and two."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from app.core import clock, db
from app.reviews.models import Review
from app.reviews.queries import is_counted

MONTHS = 12
FEW = 2


@dataclass(frozen=True)
class Month:
    """What one month's reviews say; ``first_day`` names it."""

    first_day: date
    count: int
    total: int
    few: int

    @property
    def hundredths(self) -> int | None:
        """The mean in hundredths of a star, half up; None without reviews."""
        if not self.count:
            return None
        return (200 * self.total + self.count) // (2 * self.count)

    @property
    def few_basis_points(self) -> int | None:
        """The share of one and two stars; None without reviews."""
        return 10_000 * self.few // self.count if self.count else None


def months(zone: str, outlet_id: int | None = None) -> list[Month]:
    """The last twelve months by the business's clock, oldest first: one statement."""
    starts = _starts(clock.today(zone))
    edges = [clock.day_start(day, zone) for day in starts]
    bounds = list(itertools.pairwise(edges))
    query = select(
        Review.stars,
        *(
            func.count(Review.id).filter(
                and_(Review.published_at >= begin, Review.published_at < end)
            )
            for begin, end in bounds
        ),
    ).where(is_counted(), Review.published_at >= edges[0])
    if outlet_id is not None:
        query = query.where(Review.outlet_id == outlet_id)
    rows: Iterable[Any] = db.session().execute(query.group_by(Review.stars)).all()
    return [
        Month(
            day,
            sum(row[place] for row in rows),
            sum(row[0] * row[place] for row in rows),
            sum(row[place] for row in rows if row[0] <= FEW),
        )
        for place, day in enumerate(starts[:-1], start=1)
    ]


def _starts(today: date) -> list[date]:
    """The first days of the last months, and of the one to come."""
    last = today.year * 12 + today.month - 1
    return [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last - MONTHS + 1, last + 2)
    ]
