"""What rules are checked with: bounds, short texts, lists of names; no rule of its own."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app.core import errors

MAX_EXCLUDED = 500
MAX_NAME = 100
BASIS = 10_000


class InvalidRules(errors.Refused):
    """A rule has a value that cannot work; ``field`` names it."""

    code = "invalid_rules"
    sentence = "These rules cannot be saved: check the value of %(field)s."

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


def check_number(name: str, value: Any, low: int, high: int) -> None:
    """Refuse what is no whole number between two; raises InvalidRules of ``name``."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not low <= value <= high:
        raise InvalidRules(name)


def check_text(name: str, value: Any) -> None:
    """Refuse what is no short text; raises InvalidRules of ``name``."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME:
        raise InvalidRules(name)
    if any(character < " " for character in value):
        raise InvalidRules(name)


def check_texts(name: str, values: tuple[str, ...]) -> None:
    """Refuse a list that is too long or holds a wrong text; raises InvalidRules."""
    if len(values) > MAX_EXCLUDED:
        raise InvalidRules(name)
    for value in values:
        check_text(name, value)


def names(known: tuple[str, ...], wanted: str) -> bool:
    """Whether a list names something, whatever its case and the spaces around it."""
    if not known or not wanted:
        return False
    return _folded(wanted) in _all_folded(known)


def check_named(name: str, parts: Iterable[str], most: int) -> None:
    """Refuse too many parts, or two with one name; raises InvalidRules of ``name``."""
    known = list(parts)
    if len(known) > most or len(set(known)) < len(known):
        raise InvalidRules(name)


@lru_cache(maxsize=1024)
def _all_folded(known: tuple[str, ...]) -> frozenset[str]:
    """Lists are asked about line by line, so they are folded once."""
    return frozenset(_folded(name) for name in known)


def _folded(name: str) -> str:
    return name.strip().casefold()
