"""Which field stands where: the card's own fields, and what its kind adds to them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from passes.apple.styles import MAX_HEADER, MAX_PRIMARY, MAX_ROW, STYLES
from passes.card import BadCard, Card, Event, Field, Kind, Money, Text, Value

OWN: Final = "tessera-"
"""How the keys of fields begin that this library adds."""

_NEVER_EMPTY: Final = (int, Money, date)

_STARTS: Final = {"ru": "Начало", "en": "Starts"}
_DOORS: Final = {"ru": "Вход открыт", "en": "Doors"}
_VENUE: Final = {"ru": "Место", "en": "Venue"}
_SEAT: Final = {"ru": "Ряд и место", "en": "Seat"}
_GATE: Final = {"ru": "Вход", "en": "Gate"}
_ADDRESS: Final = {"ru": "Адрес", "en": "Address"}
_ENDS: Final = {"ru": "Окончание", "en": "Ends"}
_VALID_FROM: Final = {"ru": "Действует с", "en": "Valid from"}
_TERMS: Final = {"ru": "Условия", "en": "Terms"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of a pass."""

    header: tuple[Field, ...]
    primary: tuple[Field, ...]
    secondary: tuple[Field, ...]
    auxiliary: tuple[Field, ...]
    back: tuple[Field, ...]


def layout(card: Card) -> Layout:
    """The rows of this card, within what its style has room for.

    Raises:
        BadCard: more fields than the style shows, or a key that is reserved.
    """
    for field in card.fields:
        if field.key.startswith(OWN):
            message = f"field key {field.key!r} begins like the library's own"
            raise BadCard(message)
    laid = Layout(
        _said(card.header),
        _said(card.primary),
        _said(card.secondary),
        _said(card.auxiliary),
        _said(card.back) + _small_print(card),
    )
    laid = _of_kind(card, laid)
    _refuse_crowded(card, laid)
    return laid


def _of_kind(card: Card, laid: Layout) -> Layout:
    """Put in what the kind is about, where the caller did not say it."""
    if card.event is not None:
        return _ticket(card.event, laid, card.name)
    if card.progress is not None:
        # The stamps are drawn where the primary field would stand over them.
        return replace(laid, primary=(), secondary=laid.primary + laid.secondary)
    if not laid.primary and card.kind is Kind.COUPON:
        return replace(laid, primary=_own("title", "", card.name))
    if not laid.primary and card.kind is Kind.MEMBERSHIP:
        return replace(laid, primary=_own("holder", "", card.holder))
    return laid


def _ticket(event: Event, laid: Layout, name: Text) -> Layout:
    return Layout(
        laid.header,
        laid.primary or _own("title", "", name),
        _own("starts", _STARTS, event.starts_at)
        + _own("doors", _DOORS, event.doors_at)
        + laid.secondary,
        _own("venue", _VENUE, event.venue.name)
        + _own("seat", _SEAT, event.seat)
        + _own("gate", _GATE, event.gate)
        + laid.auxiliary,
        _own("address", _ADDRESS, event.venue.address)
        + _own("ends", _ENDS, event.ends_at)
        + laid.back,
    )


def _small_print(card: Card) -> tuple[Field, ...]:
    return _own("valid-from", _VALID_FROM, card.starts_at) + _own(
        "terms", _TERMS, card.terms
    )


def _own(key: str, label: Text, value: Value | None) -> tuple[Field, ...]:
    """One field of this library; none when there is nothing to say."""
    if value is None or _is_empty(value):
        return ()
    return (Field(OWN + key, label, value),)


def _said(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Without the texts that are empty today: an empty value is no value."""
    return tuple([field for field in fields if not _is_empty(field.value)])


def _is_empty(value: Value) -> bool:
    if isinstance(value, str):
        return not value
    return not isinstance(value, _NEVER_EMPTY) and not any(value.values())


def _refuse_crowded(card: Card, laid: Layout) -> None:
    style = STYLES[card.kind]
    together = len(laid.secondary) + len(laid.auxiliary)
    for what, count, limit in (
        ("header fields", len(laid.header), MAX_HEADER),
        ("primary fields", len(laid.primary), MAX_PRIMARY),
        ("secondary fields", len(laid.secondary), MAX_ROW),
        ("auxiliary fields", len(laid.auxiliary), MAX_ROW),
        ("secondary and auxiliary fields together", together, style.most_together),
    ):
        if count > limit:
            message = f"{count} {what}; Apple Wallet takes {limit} on a {style.name}"
            raise BadCard(message)
