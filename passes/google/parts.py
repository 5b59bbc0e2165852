"""Parts that several kinds of card share: pictures, codes, text modules, places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from passes.brand import BadCard, Text, text_in
from passes.card import Barcode, Card, Kind, Symbology
from passes.fields import ActionType, Field
from passes.google import words
from passes.google.resources import Json, Resource, object_type

MAX_PLACES: Final = 10
_FACE_CELLS: Final = 3
_ITF_DIGITS: Final = 14
_EAN_DIGITS: Final = {Symbology.EAN13: 13, Symbology.EAN8: 8}

_SYMBOLOGIES: Final = {
    Symbology.QR: "QR_CODE",
    Symbology.AZTEC: "AZTEC",
    Symbology.PDF417: "PDF_417",
    Symbology.DATA_MATRIX: "DATA_MATRIX",
    Symbology.CODE128: "CODE_128",
    Symbology.CODE39: "CODE_39",
    Symbology.EAN13: "EAN_13",
    Symbology.EAN8: "EAN_8",
    Symbology.ITF: "ITF_14",
}
_ACTION_WORDS: Final[dict[ActionType, Text]] = {
    ActionType.OFFERS: {"ru": "Предложения", "en": "Offers"},
    ActionType.BENEFITS: {"ru": "Привилегии", "en": "Benefits"},
    ActionType.TOP_UP: {"ru": "Пополнить", "en": "Top up"},
    ActionType.ORDER: {"ru": "Заказать", "en": "Order"},
    ActionType.SHOP: {"ru": "Магазин", "en": "Shop"},
    ActionType.CALL: {"ru": "Позвонить", "en": "Call"},
}
_USED_UP: Final = {Kind.COUPON, Kind.TICKET}


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where Google fetches pictures; it caches them, so a new picture is a new URL.

    Attributes:
        logo_url: public https address, PNG, square, 660 pixels or more; Google masks it
            to a circle.
        hero_url: public https address, 1032×336 pixels or wider; may be empty.
    """

    logo_url: str = ""
    hero_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what Google cannot fetch."""
        for url in (self.logo_url, self.hero_url):
            if url and not url.startswith("https://"):
                message = f"Google fetches pictures from https addresses, not {url!r}"
                raise BadCard(message)


def picture(url: str, description: Text, language: str) -> Json:
    """An `Image` with words for people who listen to the screen."""
    made: Json = {"sourceUri": {"uri": url}}
    if text_in(description, language):
        made["contentDescription"] = words.localized(description, language)
    return made


def card_object(card: Card, ids: tuple[str, str], now: datetime, hero: str) -> Resource:
    """What every object has, whatever its kind: `ids` are its own and its class's."""
    made: Json = {
        "id": ids[0],
        "classId": ids[1],
        "state": _state(card, now),
        "barcode": _barcode(card.barcode, card.language),
    }
    if card.barcode.rotation is not None:
        made["rotatingBarcode"] = _rotating(card.barcode, card.language)
    life = {"start": card.starts_at, "end": card.expires_at}
    interval = {end: {"date": words.moment(at)} for end, at in life.items() if at}
    if interval:
        made["validTimeInterval"] = interval
    if hero:
        made["heroImage"] = picture(hero, card.description, card.language)
    links = _links(card)
    if links:
        made["linksModuleData"] = {"uris": links}
    if card.outlets:
        made["merchantLocations"] = [
            {"latitude": place.latitude, "longitude": place.longitude}
            for place in card.outlets[:MAX_PLACES]
        ]
    return Resource(object_type(card.kind), made)


def front(card: Card) -> list[Field]:
    """The fields of the front that say something, from left to right and down."""
    fields = card.header + card.primary + card.secondary + card.auxiliary
    return [field for field in fields if _has_words(field, card.language)]


def modules(card: Card, front: Iterable[Field], *, more: Iterable[Json] = ()) -> Json:
    """Text modules: the front by position (templates name them), the back by key."""
    made = [
        _module(f"card-{at}", field.label, words.spelt(field.value), card.language)
        for at, field in enumerate(front, start=1)
    ]
    made += more
    made += [
        _module(
            field.key.replace(".", "_"),
            field.label,
            words.spelt(field.value),
            card.language,
        )
        for field in card.back
        if _has_words(field, card.language)
    ]
    return {"textModulesData": made} if made else {}


def module(card: Card, name: str, header: Text, body: Text) -> list[Json]:
    """A text module of what is no field, or none for an empty text.

    Its name begins with `card-`, so that no field can have the same.
    """
    if not text_in(body, card.language):
        return []
    return [_module(f"card-{name}", header, body, card.language)]


def face(*cells: str) -> Json:
    """A row of the card's face: one, two or three field paths from left to right."""
    names = {1: ("item",), 2: ("startItem", "endItem")}.get(
        len(cells), ("startItem", "middleItem", "endItem")
    )
    row = {1: "oneItem", 2: "twoItems", _FACE_CELLS: "threeItems"}[len(cells)]
    return {
        row: {
            name: {"firstValue": {"fields": [{"fieldPath": path}]}}
            for name, path in zip(names, cells, strict=True)
        }
    }


def front_cell(at: int) -> str:
    """The field path of the text module of the n-th remaining front field."""
    return f"object.textModulesData['card-{at}']"


def template(*rows: Json) -> Json:
    """A `ClassTemplateInfo` with these rows."""
    return {
        "classTemplateInfo": {
            "cardTemplateOverride": {"cardRowTemplateInfos": list(rows)}
        }
    }


def _state(card: Card, now: datetime) -> str:
    if card.voided:
        return "COMPLETED" if card.kind in _USED_UP else "INACTIVE"
    if card.expires_at is not None and card.expires_at <= now:
        return "EXPIRED"
    return "ACTIVE"


def _barcode(barcode: Barcode, language: str) -> Json:
    kind, value = _drawable(barcode)
    made: Json = {"type": _SYMBOLOGIES[kind], "value": value}
    return made | _code_details(barcode, kind, language)


def _rotating(barcode: Barcode, language: str) -> Json:
    """The code of the moment; only QR and PDF417 can rotate."""
    rotation = barcode.rotation
    if rotation is None:
        return {}
    kind = Symbology.PDF417 if barcode.kind is Symbology.PDF417 else Symbology.QR
    made: Json = {
        "type": _SYMBOLOGIES[kind],
        "valuePattern": rotation.pattern,
        "totpDetails": {
            "algorithm": "TOTP_SHA1",
            "periodMillis": str(rotation.period_seconds * 1000),
            "parameters": [
                {"key": rotation.key.hex().upper(), "valueLength": rotation.digits}
            ],
        },
    }
    return made | _code_details(barcode, kind, language)


def _code_details(barcode: Barcode, kind: Symbology, language: str) -> Json:
    made: Json = {}
    caption = text_in(barcode.caption, language)
    if caption:
        made["alternateText"] = caption
    if kind is Symbology.QR:
        made["renderEncoding"] = "UTF_8"
    return made


def _drawable(barcode: Barcode) -> tuple[Symbology, str]:
    """The kind and value that Google can draw: article codes whole, or else a QR."""
    kind, value = barcode.kind, barcode.value
    digits = value if value.isascii() and value.isdecimal() else ""
    if kind in _EAN_DIGITS:
        if len(digits) == _EAN_DIGITS[kind] - 1:
            return kind, digits + _check_digit(digits)
        if len(digits) == _EAN_DIGITS[kind] and digits[-1] == _check_digit(digits[:-1]):
            return kind, digits
        return Symbology.QR, value
    if kind is Symbology.ITF and len(digits) != _ITF_DIGITS:
        return Symbology.QR, value
    return kind, value


def _check_digit(digits: str) -> str:
    """The last digit of an article number (GS1): weights 3 and 1 from the right."""
    total = sum(
        int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits[::-1])
    )
    return str(-total % 10)


def _links(card: Card) -> list[Json]:
    wanted = [(_ACTION_WORDS[action.kind], action.url) for action in card.actions]
    wanted += [(link.label, link.url) for link in card.links]
    return [
        {"id": f"link-{at}", "uri": url, **both_description(label, card.language)}
        for at, (label, url) in enumerate(wanted, start=1)
    ]


def both_description(label: Text, language: str) -> Json:
    """`description` and its translations."""
    return words.both("description", label, language)


def _has_words(field: Field, language: str) -> bool:
    return bool(text_in(words.spelt(field.value), language))


def _module(name: str, header: Text, body: Text, language: str) -> Json:
    return {
        "id": name,
        **words.both("header", header, language),
        **words.both("body", body, language),
    }
