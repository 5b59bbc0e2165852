"""Whether Google would take a document and show all of it.

Live Google drops unknown fields without a word and hides what is too long, so a typing
error would never be noticed. This is stricter: shape against `passes.google.schema`,
prose against `passes.google.rules`.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from passes.brand import BadCard
from passes.google import meaning, rules
from passes.google.resources import Json, Resource
from passes.google.schema import MESSAGES, TYPES, WORDS, message_of

_INT32: Final = range(-(2**31), 2**31)
_INT64: Final = range(-(2**63), 2**63)
_DIGITS: Final = re.compile(r"-?(0|[1-9][0-9]{0,18})\Z")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a document.

    Attributes:
        is_fatal: Google refuses it, or it has no effect; else it is cut or ignored.
        path: where: `loyaltyPoints.balance`.
        message: what, in words.
    """

    is_fatal: bool
    path: str
    message: str


def findings(resource: Resource) -> list[Finding]:
    """Everything wrong with a class or an object, in reading order."""
    if resource.type not in TYPES:
        return [Finding(True, "", f"unknown resource type {resource.type!r}")]
    name = message_of(resource.type)
    found = list(_message(name, resource.body, ""))
    # The meaning of a document is asked only when its shape is right.
    if not any(finding.is_fatal for finding in found):
        found += (Finding(*item) for item in meaning.complaints(name, resource.body))
    return found


def refuse_invalid(resource: Resource) -> None:
    """Refuse what Google would refuse or silently ignore.

    Raises:
        BadCard: the first fatal finding, with its path.
    """
    fatal = next((found for found in findings(resource) if found.is_fatal), None)
    if fatal is not None:
        where = ".".join(part for part in (resource.type, fatal.path) if part)
        message = f"{where}: {fatal.message}"
        raise BadCard(message)


def _message(name: str, value: Json, path: str) -> Iterator[Finding]:
    for field, inner in value.items():
        at = f"{path}.{field}" if path else field
        kind = MESSAGES[name].get(field)
        if kind is None:
            yield Finding(True, at, f"{name} has no field {field!r}")
        else:
            yield from _value(kind, inner, at)
            yield from _prose(name, field, inner, at)
    yield from _complete(name, value, path)


def _value(kind: str, value: Any, path: str) -> Iterator[Finding]:
    """Whether a value has the type, down to the leaves."""
    if kind.startswith("["):
        yield from _list(kind[1:-1], value, path)
    elif kind in MESSAGES and isinstance(value, dict):
        yield from _message(kind, value, path)
    elif kind in MESSAGES:
        yield Finding(True, path, f"{kind} is wanted")
    elif kind.startswith("="):
        if not isinstance(value, str) or value not in WORDS[kind[1:]]:
            yield Finding(True, path, f"{value!r} is none of {_listed(kind[1:])}")
    elif not _SCALARS[kind](value):
        yield Finding(True, path, f"{kind} is wanted")


def _list(kind: str, value: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, list) or not value:
        yield Finding(True, path, "a list with something in it is wanted")
        return
    for at, inner in enumerate(value):
        yield from _value(kind, inner, f"{path}[{at}]")


def _prose(name: str, field: str, value: Any, path: str) -> Iterator[Finding]:
    """What the reference says about one field."""
    if field in rules.DEAD:
        yield Finding(True, path, rules.DEAD[field])
    if field in rules.IDLE:
        yield Finding(False, path, f"{field} is ignored")
    if isinstance(value, list):
        yield from _crowd(field, value, path)
    pattern = rules.PATTERNS.get(f"{name}.{field}") or rules.PATTERNS.get(field)
    for text in value if isinstance(value, list) else [value]:
        if pattern and isinstance(text, str) and not pattern.fullmatch(text):
            yield Finding(True, path, f"{text[:40]!r} is not written as it must be")
    low, high = rules.RANGES.get(field, (value, value))
    if isinstance(value, int | float) and not low <= value <= high:
        yield Finding(True, path, f"{value} is not between {low} and {high}")
    yield from _lengths(name, field, value, path)


def _crowd(field: str, value: list[Any], path: str) -> Iterator[Finding]:
    most, shown = rules.MOST.get(field), rules.SHOWN.get(field)
    if most is not None and len(value) > most:
        yield Finding(True, path, f"{len(value)} of them; Google takes {most}")
    if shown is not None and len(value) > shown:
        yield Finding(False, path, f"{len(value)} of them; {shown} are shown")


def _lengths(name: str, field: str, value: Any, path: str) -> Iterator[Finding]:
    plain = field.removeprefix("localized")
    plain = plain[:1].lower() + plain[1:]
    longest = max((len(text) for text in _texts(value)), default=0)
    for limits, is_fatal, fate in (
        (rules.CUT, False, "are shown"),
        (rules.LONGEST, True, "are allowed"),
    ):
        limit = limits.get(f"{name}.{plain}") or limits.get(plain)
        if limit is not None and longest > limit:
            yield Finding(is_fatal, path, f"{longest} characters; {limit} {fate}")


def _texts(value: Any) -> Iterator[str]:
    """A text, or the versions of a localized one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        translated = value.get("translatedValues")
        versions = [value.get("defaultValue")]
        versions += translated if isinstance(translated, list) else []
        for version in versions:
            text = version.get("value") if isinstance(version, dict) else None
            if isinstance(text, str):
                yield text


def _complete(name: str, value: Json, path: str) -> Iterator[Finding]:
    """Required fields and those that exclude each other."""
    for field in rules.REQUIRED.get(name, "").split():
        if value.get(field) in (None, "", {}, []):
            yield Finding(True, path, f"{field} is required")
    choice = rules.EXACTLY_ONE.get(name, ())
    if choice and sum(field in value for field in choice) != 1:
        yield Finding(True, path, f"exactly one of {', '.join(choice)} is wanted")
    some = rules.ANY_OF.get(name, ())
    if some and not any(field in value for field in some):
        yield Finding(True, path, f"one of {', '.join(some)} is wanted")
    for pair in rules.AT_MOST_ONE.get(name, ()):
        if all(field in value for field in pair):
            yield Finding(True, path, f"{' and '.join(pair)} exclude each other")
    yield from _plain_twins(value, path)


def _plain_twins(value: Json, path: str) -> Iterator[Finding]:
    """Localized texts stand beside a plain one, which old readers show."""
    for field in value:
        plain = field.removeprefix("localized")
        if plain != field and plain[:1].lower() + plain[1:] not in value:
            yield Finding(False, path, f"{field} stands without its plain field")


def _listed(words: str) -> str:
    return ", ".join(sorted(WORDS[words]))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_SCALARS: Final[dict[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int32": lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and value in _INT32
    ),
    "int64": lambda value: (
        isinstance(value, str) and bool(_DIGITS.match(value)) and int(value) in _INT64
    ),
    "double": lambda value: _is_number(value) and math.isfinite(value),
}
