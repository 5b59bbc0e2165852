"""What the doctor says about the rows and fields of a pass style."""

from collections.abc import Iterator
from typing import Final

from passes.apple.grammar import Complaint, Document, is_number, listed, moment
from passes.apple.styles import (
    MAX_HEADER,
    MAX_PRIMARY,
    MAX_ROW,
    POSTER,
    STYLES,
)

_ROOM: Final = {style.name: style.most_together for style in STYLES.values()}
"""How many secondary and auxiliary fields a style shows together."""

PLAIN_STYLES: Final = (*_ROOM, "boardingPass")
"""Of these a pass has exactly one."""

_ROWS: Final = (
    "headerFields",
    "primaryFields",
    "secondaryFields",
    "auxiliaryFields",
    "backFields",
    "footerFields",
    "additionalInfoFields",
)
_ALIGNMENTS: Final = [
    f"PKTextAlignment{side}" for side in ("Left", "Center", "Right", "Natural")
]


def row_complaints(document: Document) -> Iterator[Complaint]:
    """Everything wrong with the fields of each style, in reading order."""
    for style in (*PLAIN_STYLES, POSTER):
        body = document.get(style)
        if style in document and not isinstance(body, dict):
            yield True, "style", f"{style} must be an object"
        if isinstance(body, dict):
            yield from _crowding(style, body)
            yield from _fields(style, body)


def _crowding(style: str, body: Document) -> Iterator[Complaint]:
    header, primary, secondary, auxiliary = (
        len(listed(body, name)) for name in _ROWS[:4]
    )
    if header > MAX_HEADER:
        yield False, "crowded", f"{style}: more than three header fields"
    if style not in _ROOM:
        return
    if primary > MAX_PRIMARY:
        yield False, "crowded", f"{style}: more than one primary field"
    if max(secondary, auxiliary) > MAX_ROW or secondary + auxiliary > _ROOM[style]:
        room = "four" if _ROOM[style] == MAX_ROW else "four and four"
        yield False, "crowded", f"{style}: more than {room} secondary and auxiliary"


def _fields(style: str, body: Document) -> Iterator[Complaint]:
    seen = set()
    for row in _ROWS:
        if not isinstance(body.get(row, []), list):
            yield True, "fields", f"{style}.{row} must be a list"
        for field in listed(body, row):
            if not isinstance(field, dict) or not isinstance(field.get("key"), str):
                yield True, "field-key", f"{style}.{row}: a field has no key"
                continue
            if field["key"] in seen:
                yield True, "field-twice", f"{style}: two fields are {field['key']!r}"
            seen.add(field["key"])
            yield from _field(row, field)


def _field(row: str, field: Document) -> Iterator[Complaint]:
    key, value = field["key"], field.get("value")
    if not is_number(value) and not isinstance(value, str):
        yield True, "field-value", f"field {key}: the value is no text and no number"
    if "%@" not in str(field.get("changeMessage", "%@")):
        yield False, "change-message", f"field {key}: changeMessage lacks %@"
    styles = {"numberStyle", "currencyCode"} & field.keys()
    if styles and not is_number(value):
        yield True, "field-number", f"field {key}: a number style on a text"
    if len(styles) > 1:
        yield False, "field-number", f"field {key}: a currency or a style, not both"
    if {"dateStyle", "timeStyle"} & field.keys() and moment(value) is None:
        yield True, "field-date", f"field {key}: a date style on {value!r}"
    alignment = field.get("textAlignment")
    if alignment is not None and (
        alignment not in _ALIGNMENTS or row in {"primaryFields", "backFields"}
    ):
        yield False, "alignment", f"field {key}: this textAlignment does nothing"
