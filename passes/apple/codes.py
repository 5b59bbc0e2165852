"""The codes of a pass: the symbology asked for, and always a QR code at the end."""

import re
from dataclasses import dataclass
from typing import Final

from passes.apple.values import Json
from passes.apple.words import Words
from passes.card import BadCard, Barcode, Symbology, Text, text_in


@dataclass(frozen=True, slots=True)
class Format:
    """A symbology that Wallet draws.

    Attributes:
        name: Apple's constant.
        longest: bytes that still make a readable symbol on a phone.
        grammar: what it can hold.
        says: the same in words, for the refusal.
        is_new: drawn since iOS 27 only.
    """

    name: str
    longest: int
    grammar: re.Pattern[str]
    says: str
    is_new: bool = False


_ANYTHING: Final = re.compile(r".+\Z")
_ASCII: Final = re.compile(r"[\x20-\x7e]+\Z")

FORMATS: Final = {
    Symbology.QR: Format("PKBarcodeFormatQR", 2000, _ANYTHING, "any text"),
    Symbology.AZTEC: Format("PKBarcodeFormatAztec", 1500, _ANYTHING, "any text"),
    Symbology.PDF417: Format("PKBarcodeFormatPDF417", 1000, _ANYTHING, "any text"),
    Symbology.CODE128: Format("PKBarcodeFormatCode128", 80, _ASCII, "ASCII"),
    Symbology.EAN13: Format(
        "PKBarcodeFormatEAN13",
        13,
        re.compile(r"[0-9]{13}\Z"),
        "13 digits, the last one being the check digit",
        is_new=True,
    ),
    Symbology.CODE39: Format(
        "PKBarcodeFormatCode39",
        80,
        re.compile(r"[0-9A-Z $%+./-]+\Z"),
        "capitals, digits and $%+-./",
        is_new=True,
    ),
    Symbology.ITF: Format(
        "PKBarcodeFormatI2of5",
        80,
        re.compile(r"(?:[0-9]{2})+\Z"),
        "an even number of digits",
        is_new=True,
    ),
}
"""What Wallet draws; Data Matrix and EAN-8 it does not know."""


def barcodes_json(barcode: Barcode, words: Words) -> list[Json]:
    """The list of which a phone shows the first that it can draw.

    Raises:
        BadCard: the symbology asked for cannot carry the value.
    """
    kinds = [kind for kind in (barcode.kind, Symbology.QR) if kind in FORMATS]
    caption: Text = barcode.caption
    if barcode.kind not in FORMATS and not text_in(caption, ""):
        caption = barcode.value
    return [_code(kind, barcode.value, caption, words) for kind in dict.fromkeys(kinds)]


def _code(kind: Symbology, value: str, caption: Text, words: Words) -> Json:
    known = FORMATS[kind]
    if (
        not known.grammar.match(value)
        or len(value.encode()) > known.longest
        or (kind is Symbology.EAN13 and not _is_article(value))
    ):
        message = (
            f"{kind.value} cannot carry {value[:40]!r}: "
            f"it holds {known.says}, up to {known.longest} bytes"
        )
        raise BadCard(message)
    made: Json = {
        "format": known.name,
        "message": value,
        "messageEncoding": "iso-8859-1" if value.isascii() else "utf-8",
    }
    spoken = words.key(caption)
    if spoken:
        made["altText"] = spoken
    return made


def _is_article(digits: str) -> bool:
    """Whether the last digit checks the others (GS1: weights 1 and 3 in turns)."""
    odd, even = digits[0::2], digits[1::2]
    return (sum(map(int, odd)) + 3 * sum(map(int, even))) % 10 == 0
