"""A card as the `pass.json` of a store card (Apple, "Pass" and Pass Builder keys)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from passes.apple.words import Words
from passes.card import (
    BadCard,
    Barcode,
    Card,
    Field,
    Link,
    Money,
    Outlet,
    Symbology,
    Value,
    rgb,
)

MAX_HEADER: Final = 3
MAX_PRIMARY: Final = 1
MAX_ROW: Final = 4
"""Secondary and auxiliary fields of a store card share one row."""

MAX_LOCATIONS: Final = 10
MIN_TOKEN_CHARACTERS: Final = 16

FORMATS: Final = {
    Symbology.QR: "PKBarcodeFormatQR",
    Symbology.AZTEC: "PKBarcodeFormatAztec",
    Symbology.PDF417: "PKBarcodeFormatPDF417",
    Symbology.CODE128: "PKBarcodeFormatCode128",
    Symbology.EAN13: "PKBarcodeFormatEAN13",
    Symbology.CODE39: "PKBarcodeFormatCode39",
    Symbology.ITF: "PKBarcodeFormatI2of5",
}
"""Symbologies a phone can draw; the last three since iOS 27."""

_INEXACT_FROM: Final = 10**15

Json = dict[str, Any]


def document(card: Card, words: Words, *, pass_type_id: str, team_id: str) -> Json:
    """The dictionary of `pass.json`; texts are collected in `words` on the way.

    Raises:
        BadCard: the card breaks a limit of the store card; the message says which.
    """
    refuse_oversized(card)
    colours = card.brand.colours
    name = words.key(card.brand.name)
    made: Json = {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type_id,
        "teamIdentifier": team_id,
        "serialNumber": card.serial,
        "organizationName": name,
        "logoText": name,
        "description": words.key(card.description),
        "backgroundColor": _colour(colours.background),
        "foregroundColor": _colour(colours.foreground),
        "labelColor": _colour(colours.label),
        "sharingProhibited": card.sharing_prohibited,
        "barcodes": _barcodes(card.barcode, words),
        "storeCard": _store_card(card, words),
    }
    return made | _optional(card, words)


def refuse_oversized(card: Card) -> None:
    """Refuse what Wallet would cut off or reject.

    Raises:
        BadCard: too many fields or places, or half of a web service.
    """
    for what, count, limit in (
        ("header fields", len(card.header), MAX_HEADER),
        ("primary fields", len(card.primary), MAX_PRIMARY),
        (
            "secondary and auxiliary fields together",
            len(card.secondary) + len(card.auxiliary),
            MAX_ROW,
        ),
        ("outlets", len(card.outlets), MAX_LOCATIONS),
    ):
        if count > limit:
            message = f"{count} {what}; Apple Wallet takes {limit}"
            raise BadCard(message)
    if bool(card.web_service_url) != bool(card.authentication_token):
        message = "web service address and token come together or not at all"
        raise BadCard(message)
    if not card.web_service_url:
        return
    if not card.web_service_url.startswith("https://"):
        message = "the web service address must begin with https://"
        raise BadCard(message)
    if len(card.authentication_token) < MIN_TOKEN_CHARACTERS:
        message = f"the token has fewer than {MIN_TOKEN_CHARACTERS} characters"
        raise BadCard(message)


def _optional(card: Card, words: Words) -> Json:
    """Keys that are written only when they say something."""
    made: Json = {}
    if card.outlets:
        made["locations"] = [_location(outlet, words) for outlet in card.outlets]
    if card.expires_at is not None:
        made["expirationDate"] = _moment(card.expires_at)
    if card.voided:
        made["voided"] = True
    if card.web_service_url:
        made["webServiceURL"] = card.web_service_url
        made["authenticationToken"] = card.authentication_token
    return made


def _store_card(card: Card, words: Words) -> Json:
    rows = {
        "headerFields": _fields(card.header, words),
        "primaryFields": _fields(card.primary, words),
        "secondaryFields": _fields(card.secondary, words),
        "auxiliaryFields": _fields(card.auxiliary, words),
        "backFields": _fields(card.back, words),
    }
    links = enumerate(card.links, start=1)
    rows["backFields"] += [_link(link, at, words) for at, link in links]
    return {name: fields for name, fields in rows.items() if fields}


def _fields(fields: Sequence[Field], words: Words) -> list[Json]:
    return [_field(field, words) for field in fields]


def _field(field: Field, words: Words) -> Json:
    made: Json = {"key": field.key, "label": words.key(field.label)}
    made |= _value(field.value, words)
    message = words.key(field.change_message)
    if message:
        made["changeMessage"] = message
    return made


def _value(value: Value, words: Words) -> Json:
    """A value with the style that lets the phone write it in its own language."""
    if isinstance(value, int):
        return {"value": value, "numberStyle": "PKNumberStyleDecimal"}
    if isinstance(value, datetime):
        return {
            "value": _moment(value),
            "dateStyle": "PKDateStyleMedium",
            "timeStyle": "PKDateStyleShort",
        }
    if isinstance(value, Money):
        return {"value": _amount(value), "currencyCode": value.currency}
    if isinstance(value, str):
        return {"value": value}
    if hasattr(value, "isoformat"):
        return {
            "value": f"{value.isoformat()}T00:00:00Z",
            "dateStyle": "PKDateStyleMedium",
            "timeStyle": "PKDateStyleNone",
            "ignoresTimeZone": True,
        }
    return {"value": words.key(value)}


def _amount(money: Money) -> int | float:
    """The amount in whole units: a number that JSON writes exactly.

    Up to 15 digits the shortest spelling of a double is the decimal it came from.
    """
    if abs(money.amount_minor) >= _INEXACT_FROM:
        message = f"{money.amount_minor} {money.currency} is too much for a card"
        raise BadCard(message)
    unit: int = 10**money.minor_digits
    whole, rest = divmod(money.amount_minor, unit)
    return money.amount_minor / unit if rest else whole


def _link(link: Link, at: int, words: Words) -> Json:
    address = escape(link.url, quote=True)
    return {
        "key": f"tessera-link-{at}",
        "label": words.key(link.label),
        "value": link.url,
        "attributedValue": f"<a href='{address}'>{escape(link.url, quote=False)}</a>",
    }


def _location(outlet: Outlet, words: Words) -> Json:
    return {
        "latitude": outlet.latitude,
        "longitude": outlet.longitude,
        "relevantText": words.key(outlet.greeting or outlet.name),
    }


def _barcodes(barcode: Barcode, words: Words) -> list[Json]:
    """The kind asked for, if a phone can draw it, and always a QR code at the end."""
    kinds = dict.fromkeys((barcode.kind, Symbology.QR))
    made = []
    for kind in kinds:
        if kind not in FORMATS:
            continue
        code: Json = {
            "format": FORMATS[kind],
            "message": barcode.value,
            "messageEncoding": "iso-8859-1" if barcode.value.isascii() else "utf-8",
        }
        caption = words.key(barcode.caption)
        if caption:
            code["altText"] = caption
        made.append(code)
    return made


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _colour(colour: str) -> str:
    red, green, blue = rgb(colour)
    return f"rgb({red}, {green}, {blue})"
