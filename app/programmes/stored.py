"""Rules as they are stored: strict JSON of frozen dataclasses, read by their types.

A rule added later gets a default that means "as before", so that stored versions keep
their meaning.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.programmes.kinds.registry import KINDS
from app.programmes.rules import CardRules, InvalidRules

Part = TypeVar("Part")
RETIRED_ACTIONS = frozenset({"review"})
"""Actions that earlier versions could reward. Nothing is given for a review any more."""


def to_json(rules: CardRules) -> dict[str, Any]:
    """The rules as plain JSON values, every field written out."""
    plain: dict[str, Any] = _plain(dataclasses.asdict(rules))
    return plain


def from_json(kind: str, data: Mapping[str, Any]) -> CardRules:
    """Read what ``to_json`` wrote; fields that were not known then get their default.

    Raises:
        InvalidRules: an unknown kind or key, or a value that cannot work.
    """
    if kind not in KINDS:
        raise InvalidRules("kind")
    rules: CardRules = _read_fields(KINDS[kind].rules, _without_retired(data), None)
    return rules


def _without_retired(data: Any) -> Any:
    """The same without rewards of actions that are known no more."""
    actions = data.get("actions") if isinstance(data, Mapping) else None
    if not isinstance(actions, list):
        return data
    kept = [
        each
        for each in actions
        if not isinstance(each, Mapping) or each.get("action") not in RETIRED_ACTIONS
    ]
    return {**data, "actions": kept}


def part_to_json(part: Any) -> dict[str, Any]:
    """Any frozen dataclass of rules as plain JSON values, such as an offer's terms."""
    plain: dict[str, Any] = _plain(dataclasses.asdict(part))
    return plain


def part_from_json(made: type[Part], data: Mapping[str, Any]) -> Part:
    """Read what ``part_to_json`` wrote; raises InvalidRules."""
    part: Part = _read_fields(made, data, None)
    return part


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(own) for name, own in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    return value.isoformat() if isinstance(value, date) else value


def _types(made: Any) -> dict[str, Any]:
    hints = get_type_hints(made)
    return {field.name: hints[field.name] for field in dataclasses.fields(made)}


def _read_fields(made: type[Any], data: Any, inside: str | None) -> Any:
    """A dataclass of JSON; ``inside`` is the rule to blame when it is a part of one."""
    types = _types(made)
    if not isinstance(data, Mapping):
        raise InvalidRules(inside or "kind")
    for name in data:
        if name not in types:
            raise InvalidRules(inside or str(name))
    values = {
        name: _read(types[name], value, inside or name) for name, value in data.items()
    }
    return _made(made, values, inside or "kind")


def _read(wanted: Any, value: Any, field: str) -> Any:
    """One value, by the type it must have; what is wrong is left to the rules' check."""
    choices = [own for own in get_args(wanted) if own is not NoneType]
    if get_origin(wanted) is tuple:
        return _read_list(choices[0], value, field)
    if len(choices) == 1:
        return None if value is None else _read(choices[0], value, field)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return _made(wanted, value, field)
    if wanted is date:
        return _made(date.fromisoformat, value, field)
    if dataclasses.is_dataclass(wanted):
        return _read_fields(wanted, value, field)  # type: ignore[arg-type]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise InvalidRules(field)
    return value


def _read_list(wanted: Any, value: Any, field: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidRules(field)
    return tuple(_read(wanted, own, field) for own in value)


def _made(make: Callable[..., Any], value: Any, field: str) -> Any:
    try:
        return make(**value) if isinstance(value, dict) else make(value)
    except (TypeError, ValueError) as error:
        raise InvalidRules(field) from error
