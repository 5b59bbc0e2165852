"""Months by the calendar."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day number ``months`` later, clipped to the month's end (E06)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
