"""Apple's spelling of colours, times and places (Pass Builder), as yes or no."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

Complaint = tuple[bool, str, str]
"""Whether it is fatal, a short name for programs, a sentence for people."""

Document = Mapping[str, Any]

_COLOUR: Final = re.compile(
    r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)\Z"
    r"|#(?:[0-9a-fA-F]{3}){1,2}\Z"
)
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?(Z|[+-]\d\d:\d\d)\Z",
    re.ASCII,
)
_BRIGHTEST: Final = 255


def is_colour(value: object) -> bool:
    """`rgb(r, g, b)` with 0 to 255, `#RGB` or `#RRGGBB`; no alpha."""
    found = _COLOUR.match(value) if isinstance(value, str) else None
    return found is not None and all(
        int(part) <= _BRIGHTEST for part in found.groups() if part
    )


def moment(value: object) -> datetime | None:
    """A time with its zone; None for everything else."""
    if not isinstance(value, str) or not _DATE.match(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def is_number(value: object) -> bool:
    """A JSON number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_on_globe(place: object) -> bool:
    """Latitude and longitude as numbers within the globe."""
    return (
        isinstance(place, dict)
        and _is_within(place.get("latitude"), 90)
        and _is_within(place.get("longitude"), 180)
    )


def listed(document: Document, key: str) -> list[Any]:
    """The list under a key; empty when it is none."""
    found = document.get(key, [])
    return found if isinstance(found, list) else []


def _is_within(value: object, limit: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -limit <= value <= limit
