"""How a business looks, and words in several languages: what cards and paper share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")

Text = str | Mapping[str, str]
"""Words for a reader: one string for everybody, or language → string."""

_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


class BadCard(ValueError):
    """The card cannot be made; the message says which part and why."""


class Pattern(StrEnum):
    """The line drawing on the card, in the accent colour."""

    SUN = "sun"
    WAVES = "waves"
    GRID = "grid"
    PAGES = "pages"
    NONE = "none"


def text_in(text: Text, language: str) -> str:
    """The words in one language; another language when that one is missing."""
    if isinstance(text, str):
        return text
    return text.get(language) or next((word for word in text.values() if word), "")


def rgb(colour: str) -> tuple[int, int, int]:
    """Three numbers 0-255 from `#rrggbb`.

    Raises:
        BadCard: the colour is written in another way.
    """
    if not _HEX_COLOUR.match(colour):
        message = f"colour {colour!r} is not written as #rrggbb"
        raise BadCard(message)
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@dataclass(frozen=True, slots=True)
class Colours:
    """Brand colours, each `#rrggbb`.

    Attributes:
        background: the card itself.
        foreground: values on it.
        label: small captions on it.
        accent: the pattern and the mark.
    """

    background: str
    foreground: str
    label: str
    accent: str

    def __post_init__(self) -> None:
        """Refuse a colour in any other notation."""
        for colour in (self.background, self.foreground, self.label, self.accent):
            rgb(colour)


@dataclass(frozen=True, slots=True)
class Brand:
    """How a business looks: name, colours, pattern and an optional logo picture.

    Attributes:
        name: what the business is called.
        colours: see `Colours`.
        pattern: the line drawing.
        logo: PNG, JPEG or WebP bytes; empty means a mark is drawn from the pattern.
        cover: PNG, JPEG or WebP bytes of a wide picture that words in the foreground
            colour can be read on; empty means that the pattern is drawn.
    """

    name: Text
    colours: Colours
    pattern: Pattern = Pattern.NONE
    logo: bytes = b""
    cover: bytes = b""

    def __post_init__(self) -> None:
        """Refuse a brand without a name: every wallet requires one."""
        if not text_in(self.name, LANGUAGES[0]).strip():
            message = "the brand has no name"
            raise BadCard(message)
