"""The question of the quarter in words and addresses: quarters, and where a list ends."""

import re
from datetime import date

from app.core.locales import gettext as _
from app.core.locales import mark
from app.surveys.queries import Place

_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{1,18})", re.ASCII)
GROUPS = {
    "promoters": mark("9–10, recommend"),
    "passives": mark("7–8, neutral"),
    "detractors": mark("0–6, do not recommend"),
}


def quarter(first_day: date) -> str:
    """A quarter as people name it."""
    number = (first_day.month + 2) // 3
    return _("Q%(number)s %(year)s", number=number, year=first_day.year)


def day(word: str) -> date | None:
    """The day that a word names, None for nonsense."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def place(word: str) -> Place | None:
    """The place that a word names; nonsense is the beginning."""
    match = _PLACE.fullmatch(word)
    found = match and day(match[1])
    return (found, int(match[2])) if match and found else None


def spelt(found: Place | None) -> str | None:
    """The word for a place."""
    return found and f"{found[0].isoformat()}-{found[1]}"
