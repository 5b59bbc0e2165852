"""The only vocabulary a caller needs: a card, its brand, its fields and its code.

Everything is frozen and checked when it is made, so that a `Card` that exists can be
drawn. Limits that belong to one wallet (Apple's four fields in a row) are checked by
that wallet's own module.
"""

import dataclasses
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from passes.brand import (
    LANGUAGES,
    BadCard,
    Brand,
    Colours,
    Language,
    Pattern,
    Text,
    rgb,
    text_in,
)
from passes.fields import Action, ActionType, Field, Link, Money, Value
from passes.places import Event, Occasion, Outlet

__all__ = [
    "LANGUAGES",
    "Action",
    "ActionType",
    "BadCard",
    "Barcode",
    "Brand",
    "Card",
    "Colours",
    "Event",
    "Field",
    "Kind",
    "Language",
    "Link",
    "Money",
    "Occasion",
    "Outlet",
    "Pattern",
    "Progress",
    "Rotation",
    "Symbology",
    "Text",
    "Value",
    "rgb",
    "spoken",
    "text_in",
]

_DIGITS = re.compile(r"[0-9]+\Z")
_MAX_STEPS = 30
_MIN_KEY_BYTES = 16
_FEWEST_DIGITS, _MOST_DIGITS = 6, 8
_HOUR = 3600


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


class Kind(StrEnum):
    """What a card is; each wallet has its own form for every kind."""

    POINTS = "points"
    STAMPS = "stamps"
    DISCOUNT = "discount"
    VISITS = "visits"
    COUPON = "coupon"
    GIFT_CARD = "gift-card"
    TICKET = "ticket"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class Progress:
    """Stamps or visits: so many of so many; drawn on the card.

    Attributes:
        done: 0 to `total`.
        total: 1 to 30, what still can be told apart on a phone.
    """

    done: int
    total: int

    def __post_init__(self) -> None:
        """Refuse more done than there is."""
        if not 1 <= self.total <= _MAX_STEPS or not 0 <= self.done <= self.total:
            message = f"{self.done} of {self.total} cannot be drawn on a card"
            raise BadCard(message)


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
class Rotation:
    """A code that the phone computes anew every few seconds (RFC 6238, SHA-1).

    Attributes:
        pattern: the value with `{totp_value_0}` and `{totp_timestamp_seconds}` or
            `{totp_timestamp_millis}` in it.
        key: the shared secret, one per card.
        period_seconds: how long a code lives.
        digits: length of the code, 6 to 8.
    """

    pattern: str
    key: bytes = dataclasses.field(repr=False)
    period_seconds: int = 30
    digits: int = 8

    def __post_init__(self) -> None:
        """Refuse a pattern without code or time, a short key and odd lengths."""
        if "{totp_value_0}" not in self.pattern or "{totp_timestamp_" not in (
            self.pattern
        ):
            message = "the rotating pattern lacks its code or its time"
            raise BadCard(message)
        if len(self.key) < _MIN_KEY_BYTES or not 1 <= self.period_seconds <= _HOUR:
            message = "the rotating code needs a key of 16 bytes and a period"
            raise BadCard(message)
        if not _FEWEST_DIGITS <= self.digits <= _MOST_DIGITS:
            message = "a rotating code has 6 to 8 digits"
            raise BadCard(message)


@dataclass(frozen=True, slots=True)
class Barcode:
    """The code that a till reads.

    Attributes:
        value: what the scanner receives.
        kind: the symbology asked for.
        caption: words under the symbol, usually the number in groups.
        rotation: makes a code of the moment, where the wallet can (Google); `value` is
            what the others show.
    """

    value: str
    kind: Symbology = Symbology.QR
    caption: Text = ""
    rotation: Rotation | None = None

    def __post_init__(self) -> None:
        """Refuse an empty value or one with control characters."""
        if not self.value or not self.value.isprintable():
            message = "the barcode value is empty or has characters nobody can print"
            raise BadCard(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One customer's card in one business.

    Attributes:
        kind: decides the form in every wallet.
        title: what the card is called: the programme, offer or event; empty means
            the brand's name.
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
        actions: see `Action`.
        outlets: nearest first.
        occasions: see `Occasion`; soonest first.
        event: what a ticket admits to; required for tickets.
        progress: stamps or visits; required for stamps, only for stamps and visits.
        terms: the small print of an offer.
        starts_at: when the card begins; aware; None means at once.
        expires_at: when the card ends; aware.
        updated_at: when its values were true; aware; required for gift cards.
        voided: the card is dead but stays in the wallet, grey.
        sharing_prohibited: hides the share button of the wallet.
        pass_type_id: Apple's pass type; empty means the signer's.
        team_id: Apple's team; empty means the signer's.
        web_service_url: https address for updates; with the token or not at all.
        authentication_token: 16 characters or more, bound to this serial.
        is_poster: adds the large picture style of Apple's newest systems.
    """

    serial: str
    number: str
    brand: Brand
    description: Text
    barcode: Barcode
    kind: Kind = Kind.POINTS
    title: Text = ""
    language: Language = "ru"
    holder: str = ""
    level: Text = ""
    header: tuple[Field, ...] = ()
    primary: tuple[Field, ...] = ()
    secondary: tuple[Field, ...] = ()
    auxiliary: tuple[Field, ...] = ()
    back: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    actions: tuple[Action, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    event: Event | None = None
    progress: Progress | None = None
    terms: Text = ""
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    updated_at: datetime | None = None
    voided: bool = False
    sharing_prohibited: bool = True
    pass_type_id: str = ""
    team_id: str = ""
    web_service_url: str = ""
    authentication_token: str = ""
    is_poster: bool = False

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
        for moment in (self.starts_at, self.expires_at, self.updated_at):
            if moment is not None and moment.tzinfo is None:
                message = "a time of the card has no zone"
                raise BadCard(message)
        self._refuse_unlike_kind()

    def _refuse_unlike_kind(self) -> None:
        """Refuse a card that lacks what its kind is about."""
        if (self.kind is Kind.TICKET) != (self.event is not None):
            message = "a ticket has an event, and nothing else has"
            raise BadCard(message)
        if self.kind is Kind.STAMPS and self.progress is None:
            message = "a stamp card has no stamps"
            raise BadCard(message)
        if self.progress and self.kind not in {Kind.STAMPS, Kind.VISITS}:
            message = "only stamps and visits are counted on the card"
            raise BadCard(message)
        if self.kind is Kind.GIFT_CARD and self.updated_at is None:
            message = "a gift card says when its balance was true"
            raise BadCard(message)

    @property
    def name(self) -> Text:
        """What the card is called: its title, else the brand's name."""
        return self.title or self.brand.name

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, front to back."""
        front = self.header + self.primary + self.secondary + self.auxiliary
        return front + self.back
