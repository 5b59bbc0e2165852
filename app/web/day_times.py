"""Times of a day in forms: minutes since midnight, written as 21:00."""

import re

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def minute(text: str | None) -> int | None:
    """The minute of the day that was typed; None for anything else."""
    found = _TIME.fullmatch(text or "")
    return None if found is None else int(found[1]) * 60 + int(found[2])


def shown(minute_of_day: int | None) -> str:
    """The same as a field of times shows it."""
    if minute_of_day is None:
        return ""
    return f"{minute_of_day // 60:02d}:{minute_of_day % 60:02d}"
