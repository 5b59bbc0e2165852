"""Figures for the office's first screen."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.core import db
from app.insights.models import DailyFigure


@dataclass(frozen=True)
class Figures:
    """Totals of a run of days; money in minor units, net of refunds."""

    receipts: int
    net_sales_minor: int
    points_earned: int
    points_spent: int
    joins: int


@dataclass(frozen=True)
class DayOfSales:
    """One day of a chart: net sales in minor units and receipts."""

    day: date
    net_sales_minor: int
    receipts: int


def totals(first: date, last: date) -> Figures:
    """Totals from ``first`` to ``last``, both included, of the business in scope."""
    row = db.db.session.execute(
        select(
            *(
                func.coalesce(func.sum(column), 0)
                for column in (
                    DailyFigure.receipts,
                    DailyFigure.sales_minor - DailyFigure.refunded_minor,
                    DailyFigure.points_earned,
                    DailyFigure.points_spent,
                    DailyFigure.joins,
                )
            )
        ).where(DailyFigure.day.between(first, last))
    ).one()
    return Figures(*(int(value) for value in row))


def days(first: date, last: date) -> list[DayOfSales]:
    """Every day from ``first`` to ``last``; days without sales are zeros."""
    rows = db.db.session.execute(
        select(
            DailyFigure.day,
            DailyFigure.sales_minor - DailyFigure.refunded_minor,
            DailyFigure.receipts,
        ).where(DailyFigure.day.between(first, last))
    )
    known = {row[0]: DayOfSales(row[0], int(row[1]), int(row[2])) for row in rows}
    span = (last - first).days + 1
    wanted = (first + timedelta(days=n) for n in range(span))
    return [known.get(day) or DayOfSales(day, 0, 0) for day in wanted]
