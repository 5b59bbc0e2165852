"""Where a list goes on: the last line's instant and id, as one word of an address."""

import re
from datetime import UTC, datetime, timedelta

from app.core.errors import NotFound

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_WORD = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


def write(instant: datetime, row_id: int) -> str:
    """The place after a row."""
    return f"{(instant - _EPOCH) // _TICK}-{row_id}"


def read(word: str | None) -> tuple[datetime, int] | None:
    """The place that a word names, None for the beginning; raises NotFound."""
    if not word:
        return None
    match = _WORD.fullmatch(word)
    if match is None:
        raise NotFound
    return _EPOCH + int(match[1]) * _TICK, int(match[2])
