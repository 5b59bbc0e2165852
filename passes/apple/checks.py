"""What `pass.json` must say for Wallet to take it, and what it had better say.

Every check yields `(is_fatal, code, sentence)`. Grammar and limits follow Apple's
Pass Builder and the design guidelines for Wallet.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from passes.apple.document import (
    FORMATS,
    MAX_HEADER,
    MAX_LOCATIONS,
    MAX_PRIMARY,
    MAX_ROW,
    MIN_TOKEN_CHARACTERS,
)
from passes.card import Symbology

Complaint = tuple[bool, str, str]
Document = Mapping[str, Any]

STYLES: Final = (
    "storeCard",
    "coupon",
    "generic",
    "eventTicket",
    "boardingPass",
    "posterGeneric",
)
_REQUIRED_TEXTS: Final = (
    "passTypeIdentifier",
    "teamIdentifier",
    "serialNumber",
    "organizationName",
    "description",
)
_COLOURS: Final = ("backgroundColor", "foregroundColor", "labelColor", "stripColor")
_COLOUR: Final = re.compile(
    r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)\Z"
    r"|#(?:[0-9a-fA-F]{3}){1,2}\Z"
)
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?(Z|[+-]\d\d:\d\d)\Z"
)
_ROWS: Final = (
    "headerFields",
    "primaryFields",
    "secondaryFields",
    "auxiliaryFields",
    "backFields",
)
_ALIGNMENTS: Final = [
    f"PKTextAlignment{side}" for side in ("Left", "Center", "Right", "Natural")
]
_KNOWN_FORMATS: Final = [*FORMATS.values(), "PKBarcodeFormatCodabar"]
_EVERYWHERE: Final = {
    FORMATS[kind]
    for kind in (Symbology.QR, Symbology.AZTEC, Symbology.PDF417, Symbology.CODE128)
}
_BRIGHTEST: Final = 255


def complaints(document: Document) -> Iterator[Complaint]:
    """Everything wrong with a document, in reading order."""
    for check in _CHECKS:
        yield from check(document)


def _nulls(document: Document) -> Iterator[Complaint]:
    for path in _null_paths(document, ""):
        yield True, "null-value", f"{path} is null; leave the key out"


def _null_paths(value: object, path: str) -> Iterator[str]:
    if value is None:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _null_paths(inner, f"{path}.{key}".lstrip("."))
    if isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _null_paths(inner, f"{path}[{at}]")


def _required(document: Document) -> Iterator[Complaint]:
    version = document.get("formatVersion")
    if version != 1 or isinstance(version, bool):
        yield True, "format-version", "formatVersion must be the number 1"
    for key in _REQUIRED_TEXTS:
        if not isinstance(document.get(key), str) or not document[key]:
            yield True, "missing-key", f"{key} is missing or is not a text"
    styles = [style for style in STYLES if style in document]
    if not styles:
        yield True, "no-style", "no style such as storeCard is given"
    plain = [style for style in styles if style != "posterGeneric"]
    if len(plain) > 1:
        yield True, "two-styles", f"{' and '.join(plain)} exclude each other"
    if "storeCard" in document and "groupingIdentifier" in document:
        yield False, "grouping", "groupingIdentifier does nothing on a store card"


def _looks(document: Document) -> Iterator[Complaint]:
    for key in _COLOURS:
        if key in document and not _is_colour(document[key]):
            yield True, "colour", f"{key} must be rgb(r, g, b) or #RRGGBB"
    if "expirationDate" in document and not _is_date(document["expirationDate"]):
        yield True, "date", "expirationDate must be a time with its zone"
    for key in ("voided", "sharingProhibited"):
        if not isinstance(document.get(key, False), bool):
            yield True, "not-a-boolean", f"{key} must be true or false"


def _web_service(document: Document) -> Iterator[Complaint]:
    address = document.get("webServiceURL")
    token = document.get("authenticationToken")
    if (address is None) != (token is None):
        yield True, "web-service", "webServiceURL and authenticationToken go together"
    if address is not None and not str(address).startswith("https://"):
        yield True, "web-service", "webServiceURL must begin with https://"
    if str(address).rstrip("/").endswith("/v1"):
        yield False, "web-service", "webServiceURL ends in /v1; phones add it again"
    if token is not None and len(str(token)) < MIN_TOKEN_CHARACTERS:
        yield True, "token", "authenticationToken has fewer than 16 characters"


def _barcodes(document: Document) -> Iterator[Complaint]:
    codes = document.get("barcodes", [])
    if not isinstance(codes, list):
        yield True, "barcode", "barcodes must be a list"
        return
    for code in codes:
        yield from _barcode(code if isinstance(code, dict) else {})
    formats = [code.get("format") for code in codes if isinstance(code, dict)]
    if formats and not _EVERYWHERE.intersection(map(str, formats)):
        yield False, "barcode-new", "only iOS 27 shows these codes; end with a QR"


def _barcode(code: Document) -> Iterator[Complaint]:
    message, encoding = code.get("message"), code.get("messageEncoding")
    if not isinstance(message, str) or not message:
        yield True, "barcode-message", "a barcode message must be a text"
        return
    if code.get("format") not in _KNOWN_FORMATS:
        yield True, "barcode-format", f"unknown format {code.get('format')!r}"
    try:
        message.encode(str(encoding))
    except (LookupError, UnicodeEncodeError):
        yield True, "barcode-encoding", f"{encoding!r} cannot hold the barcode message"


def _locations(document: Document) -> Iterator[Complaint]:
    places = document.get("locations", [])
    if not isinstance(places, list):
        yield True, "location", "locations must be a list"
        return
    if len(places) > MAX_LOCATIONS:
        yield False, "locations", "Wallet uses at most ten locations"
    for place in places:
        if not isinstance(place, dict) or not (
            _is_within(place.get("latitude"), 90)
            and _is_within(place.get("longitude"), 180)
        ):
            yield True, "location", "a location needs numbers on the globe"


def _rows(document: Document) -> Iterator[Complaint]:
    for style in STYLES:
        body = document.get(style)
        if style in document and not isinstance(body, dict):
            yield True, "style", f"{style} must be an object"
        if isinstance(body, dict):
            yield from _crowding(style, body)
            yield from _fields(style, body)


def _crowding(style: str, body: Document) -> Iterator[Complaint]:
    counts = {name: len(_listed(body, name)) for name in _ROWS}
    if counts["headerFields"] > MAX_HEADER:
        yield False, "crowded", f"{style}: more than three header fields"
    if style not in {"storeCard", "coupon", "generic"}:
        return
    if counts["primaryFields"] > MAX_PRIMARY:
        yield False, "crowded", f"{style}: more than one primary field"
    if counts["secondaryFields"] + counts["auxiliaryFields"] > MAX_ROW:
        yield False, "crowded", f"{style}: more than four secondary and auxiliary"


def _fields(style: str, body: Document) -> Iterator[Complaint]:
    seen = set()
    for row in _ROWS:
        if not isinstance(body.get(row, []), list):
            yield True, "fields", f"{style}.{row} must be a list"
        for field in _listed(body, row):
            if not isinstance(field, dict) or not isinstance(field.get("key"), str):
                yield True, "field-key", f"{style}.{row}: a field has no key"
                continue
            if field["key"] in seen:
                yield True, "field-twice", f"{style}: two fields are {field['key']!r}"
            seen.add(field["key"])
            yield from _field(row, field)


def _listed(body: Document, row: str) -> list[Any]:
    fields = body.get(row, [])
    return fields if isinstance(fields, list) else []


def _field(row: str, field: Document) -> Iterator[Complaint]:
    key, value = field["key"], field.get("value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number and not isinstance(value, str):
        yield True, "field-value", f"field {key}: the value is no text and no number"
    if "%@" not in str(field.get("changeMessage", "%@")):
        yield False, "change-message", f"field {key}: changeMessage lacks %@"
    if {"numberStyle", "currencyCode"} & field.keys() and not is_number:
        yield True, "field-number", f"field {key}: a number style on a text"
    if {"dateStyle", "timeStyle"} & field.keys() and not _is_date(value):
        yield True, "field-date", f"field {key}: a date style on {value!r}"
    alignment = field.get("textAlignment")
    if alignment is not None and (
        alignment not in _ALIGNMENTS or row in {"primaryFields", "backFields"}
    ):
        yield False, "alignment", f"field {key}: this textAlignment does nothing"


def _is_colour(value: object) -> bool:
    found = _COLOUR.match(value) if isinstance(value, str) else None
    return found is not None and all(
        int(part) <= _BRIGHTEST for part in found.groups() if part
    )


def _is_date(value: object) -> bool:
    return isinstance(value, str) and _DATE.match(value) is not None


def _is_within(value: object, limit: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -limit <= value <= limit


_CHECKS: Final[tuple[Callable[[Document], Iterator[Complaint]], ...]] = (
    _nulls,
    _required,
    _looks,
    _web_service,
    _barcodes,
    _locations,
    _rows,
)
