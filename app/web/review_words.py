"""Reviews in words and addresses: figures of stars, and where a page of a list ends."""

import re
from datetime import UTC, datetime, timedelta

from app.core import locales
from app.reviews.queries import Place

_PLACE = re.compile(r"(\d{1,16})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LAST = timedelta(days=365 * 900)


def place(word: str) -> Place | None:
    """The place that a word names; nonsense is the beginning."""
    match = _PLACE.fullmatch(word)
    if match is None:
        return None
    return _EPOCH + min(int(match[1]) * _TICK, _LAST), int(match[2])


def spelt(found: Place | None) -> str | None:
    """The word for a place."""
    return found and f"{(found[0] - _EPOCH) // _TICK}-{found[1]}"


def stars(hundredths: int) -> str:
    """A mean with one digit behind the point, half up: 4.6."""
    return _written((hundredths + 5) // 10, 10)


def stars_exact(hundredths: int) -> str:
    """The same with both digits: 4.58."""
    return _written(hundredths, 100)


def _written(value: int, unit: int) -> str:
    whole, part = divmod(value, unit)
    mark = "," if locales.language() == "ru" else "."
    return f"{whole}{mark}{part:0{len(str(unit)) - 1}d}"
