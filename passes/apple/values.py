"""A field as Wallet wants it: a value with the style that spells it on the phone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from passes.apple.words import Words
from passes.card import BadCard, Field, Link, Money, Value

Json = dict[str, Any]

_TEXTS: Final = (str, Mapping)
_INEXACT_FROM: Final = 10**15


def field_json(field: Field, words: Words) -> Json:
    """One entry of a row; without words, no key for them."""
    made: Json = {"key": field.key}
    label, message = words.key(field.label), words.key(field.change_message)
    if label:
        made["label"] = label
    made |= _value(field.value, words)
    if message:
        made["changeMessage"] = message
    return made


def link_json(key: str, link: Link, words: Words) -> Json:
    """A field for the back that can be tapped, and read where tapping is unknown."""
    address = escape(link.url, quote=True)
    return {
        "key": key,
        "label": words.key(link.label),
        "value": link.url,
        "attributedValue": f"<a href='{address}'>{escape(link.url, quote=False)}</a>",
    }


def moment_json(moment: datetime) -> str:
    """A time in Greenwich, to the second (the zone is obligatory)."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def _value(value: Value, words: Words) -> Json:
    if isinstance(value, _TEXTS):
        return {"value": words.key(value)}
    if isinstance(value, int):
        return {"value": _exact(value), "numberStyle": "PKNumberStyleDecimal"}
    if isinstance(value, Money):
        return {"value": _amount(value), "currencyCode": value.currency}
    if isinstance(value, datetime):
        return {
            "value": moment_json(value),
            "dateStyle": "PKDateStyleMedium",
            "timeStyle": "PKDateStyleShort",
        }
    return {
        "value": f"{value.isoformat()}T00:00:00Z",
        "dateStyle": "PKDateStyleMedium",
        "timeStyle": "PKDateStyleNone",
        "ignoresTimeZone": True,
    }


def _amount(money: Money) -> int | float:
    """The amount in whole units: a number that JSON writes exactly.

    Up to 15 digits the shortest spelling of a double is the decimal it came from.
    """
    amount = _exact(money.amount_minor)
    unit: int = 10**money.minor_digits
    return amount // unit if amount % unit == 0 else amount / unit


def _exact(number: int) -> int:
    if abs(number) >= _INEXACT_FROM:
        message = f"the number {number} is too long for a card"
        raise BadCard(message)
    return number
