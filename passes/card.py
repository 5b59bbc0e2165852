"""The only vocabulary a caller needs: a card, its brand, its fields and its code.

Everything is frozen and checked when it is made, so that a `Card` that exists can be
drawn. Limits that belong to one wallet (Apple's four fields in a row) are checked by
that wallet's own module.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")

Text = str | Mapping[str, str]
"""Words for a reader: one string for everybody, or language → string."""

Value = Text | int | date | datetime
"""What a field shows. Integers are grouped and dates spelt by the reader's device."""

_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_LINK = re.compile(r"(https?://|tel:|mailto:)[^\s\x00-\x1f<>\"]+\Z")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_POLE_DEGREES = 90
_DATE_LINE_DEGREES = 180


class BadCard(ValueError):
    """The card cannot be made; the message says which part and why."""


class Symbology(StrEnum):
    """Kinds of machine-readable symbol, on screens and on paper."""

    QR = "qr"
    AZTEC = "aztec"
    PDF417 = "pdf417"
    DATA_MATRIX = "data-matrix"
    CODE128 = "code128"
    CODE39 = "code39"
    EAN13 = "ean13"
    EAN8 = "ean8"
    ITF = "itf"


class Pattern(StrEnum):
    """The line drawing on the card, in the accent colour."""

    SUN = "sun"
    WAVES = "waves"
    GRID = "grid"
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


def spoken(number: str) -> str:
    """A card number in groups that are easy to say: `381 933`, `3813 3393`.

    Groups of four, or of three when that divides evenly; a number that does not
    divide keeps its longer group last. Anything but digits is returned as it is.
    """
    if not _DIGITS.match(number) or len(number) <= len("1234"):
        return number
    size = 4 if len(number) % 4 == 0 else 3
    cuts = list(range(0, len(number), size))
    if len(number) % size:
        cuts.pop()
    ends = [*cuts[1:], len(number)]
    return " ".join(number[start:end] for start, end in zip(cuts, ends, strict=True))


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
    """

    name: Text
    colours: Colours
    pattern: Pattern = Pattern.NONE
    logo: bytes = b""

    def __post_init__(self) -> None:
        """Refuse a brand without a name: every wallet requires one."""
        if not text_in(self.name, LANGUAGES[0]).strip():
            message = "the brand has no name"
            raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Barcode:
    """The code that a till reads.

    Attributes:
        value: what the scanner receives.
        kind: the symbology asked for.
        caption: words under the symbol, usually the number in groups.
    """

    value: str
    kind: Symbology = Symbology.QR
    caption: Text = ""

    def __post_init__(self) -> None:
        """Refuse an empty value or one with control characters."""
        if not self.value or not self.value.isprintable():
            message = "the barcode value is empty or has characters nobody can print"
            raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value.

    Attributes:
        key: unique within the card; letters, digits, `_`, `.`, `-`; up to 64.
        label: the caption.
        value: see `Value`; a datetime must carry its zone.
        change_message: the sentence a phone shows when the value changes; `%@`
            stands for the new value. Empty: the change is silent.
    """

    key: str
    label: Text
    value: Value
    change_message: Text = ""

    def __post_init__(self) -> None:
        """Refuse a bad key, a zoneless time and a sentence without its value."""
        if not _KEY.match(self.key):
            message = f"field key {self.key!r} is not a short plain name"
            raise BadCard(message)
        if isinstance(self.value, datetime) and self.value.tzinfo is None:
            message = f"field {self.key}: the time has no zone"
            raise BadCard(message)
        if isinstance(self.value, bool):
            message = f"field {self.key}: yes or no is not a value, write the word"
            raise BadCard(message)
        for words in _every(self.change_message):
            if "%@" not in words:
                message = f"field {self.key}: the change message lacks %@"
                raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on the back of the card: `https:`, `http:`, `tel:` or `mailto:`."""

    label: Text
    url: str

    def __post_init__(self) -> None:
        """Refuse any other scheme and white space."""
        if not _LINK.match(self.url):
            message = f"link {self.url!r} is not an https, tel or mailto address"
            raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A place where the card is of use.

    Attributes:
        name: what people call it.
        latitude: degrees, -90 to 90.
        longitude: degrees, -180 to 180.
        greeting: the words a phone shows nearby; empty means the name.
    """

    name: Text
    latitude: float
    longitude: float
    greeting: Text = ""

    def __post_init__(self) -> None:
        """Refuse a point that is not on the globe."""
        for degrees, limit in (
            (self.latitude, _POLE_DEGREES),
            (self.longitude, _DATE_LINE_DEGREES),
        ):
            if not math.isfinite(degrees) or abs(degrees) > limit:
                message = f"outlet at {self.latitude}, {self.longitude}: not on a map"
                raise BadCard(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One customer's card in one business.

    Attributes:
        serial: identity of the pass, for ever; unguessable, not the number.
        number: what the customer says at the till.
        brand: how it looks.
        description: one line for people who listen to the screen.
        barcode: the code.
        language: the customer's; other languages travel along.
        holder: the name on the card; may be empty.
        level: the level on the card; may be empty.
        header: values that stay visible in a stack of cards: points or stamps.
        primary: the value that is drawn largest.
        secondary: the row below it.
        auxiliary: continues that row.
        back: rules, contacts, movements.
        links: see `Link`.
        outlets: nearest first.
        expires_at: when the card ends; aware.
        voided: the card is dead but stays in the wallet, grey.
        sharing_prohibited: hides the share button of the wallet.
        pass_type_id: Apple's pass type; empty means the signer's.
        team_id: Apple's team; empty means the signer's.
        web_service_url: https address for updates; with the token or not at all.
        authentication_token: 16 characters or more, bound to this serial.
    """

    serial: str
    number: str
    brand: Brand
    description: Text
    barcode: Barcode
    language: Language = "ru"
    holder: str = ""
    level: Text = ""
    header: tuple[Field, ...] = ()
    primary: tuple[Field, ...] = ()
    secondary: tuple[Field, ...] = ()
    auxiliary: tuple[Field, ...] = ()
    back: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    expires_at: datetime | None = None
    voided: bool = False
    sharing_prohibited: bool = True
    pass_type_id: str = ""
    team_id: str = ""
    web_service_url: str = ""
    authentication_token: str = ""

    def __post_init__(self) -> None:
        """Refuse a card without identity, with twin fields or a zoneless end."""
        if not self.serial or not self.number:
            message = "the card has no serial or no number"
            raise BadCard(message)
        if not text_in(self.description, self.language):
            message = "the card has no description"
            raise BadCard(message)
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            twin = next(key for key in keys if keys.count(key) > 1)
            message = f"two fields of the card have the key {twin!r}"
            raise BadCard(message)
        if self.expires_at is not None and self.expires_at.tzinfo is None:
            message = "the card's end has no time zone"
            raise BadCard(message)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, front to back."""
        front = self.header + self.primary + self.secondary + self.auxiliary
        return front + self.back


def _every(text: Text) -> tuple[str, ...]:
    """All versions of a text that have words."""
    words = (text,) if isinstance(text, str) else tuple(text.values())
    return tuple(word for word in words if word)
