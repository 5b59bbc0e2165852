"""What a part of a card's form is: its fields, how rules fill them, how they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.core import money
from app.core.locales import mark
from app.web.office.forms import (
    ParsedField,
    grouped_hundredths,
    hundredths,
    whole,
)

Values = dict[str, Any]

_NUMBER = mark("Write a whole number from %(low)s to %(high)s.")
_SUM = mark("Write a sum from %(low)s to %(high)s, for example 99.50.")


def _is_fine(_form: Any) -> bool:
    return True


def _never_folded(_form: Any) -> bool:
    return True


def _nothing(_form: Any) -> Values:
    return {}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a card's form.

    Attributes:
        name: by which kinds ask for it.
        title: message id of its heading.
        template: the fragment that shows it.
        fields: a class with its fields, mixed into the form of a kind.
        fill: the fields' values for stored rules.
        read: the rules' values as typed, over the rules that were before; may raise
            InvalidRules.
        check: refuses what fields only can tell together; whether all is right.
        is_open: whether it is shown at once, not behind its heading.
        shown: what its fragment needs besides the form.
        places: for a rule that is refused, the field to tell it at, and the words.
    """

    name: str
    title: str
    template: str
    fields: type
    fill: Callable[[Any], Values]
    read: Callable[[Any, Any], Values]
    check: Callable[[Any], bool] = _is_fine
    is_open: Callable[[Any], bool] = _never_folded
    shown: Callable[[Any], Values] = _nothing
    places: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )


class AmountField(ParsedField):
    """An amount in the unit of the card: a whole number, or money with its kopecks."""

    def __init__(
        self, label: str, *, within: tuple[int, int], money_label: str, **more: Any
    ) -> None:
        is_money = more["_form"].kind.unit == "minor"
        super().__init__(
            money_label if is_money else label,
            parse=money.parse_minor if is_money else whole,
            show=hundredths if is_money else str,
            say=grouped_hundredths if is_money else None,
            within=within,
            message=_SUM if is_money else _NUMBER,
            **more,
        )


def needed(form: Any, names: Mapping[str, bool]) -> bool:
    """Refuse empty fields that others make necessary; whether there were none."""
    missing = [
        form[name]
        for name, is_needed in names.items()
        if is_needed and form[name].data is None and not form[name].errors
    ]
    for each in missing:
        form.refuse(each.name, each.words())
    return not missing


def lines(text: str | None) -> tuple[str, ...]:
    """Lines with words, each once, in the order typed."""
    found = (" ".join(line.split()) for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in found if line))


__all__ = ["AmountField", "Part", "Values", "lines", "needed"]
