"""Values with their captions, links and actions: what stands on a card besides its code."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from passes.brand import BadCard, Text

_LINK = re.compile(r"(https?://|tel:|mailto:)[^\s\x00-\x1f<>\"]+\Z")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_WHOLE_CURRENCIES: Final = {"JPY", "KRW", "VND", "CLP", "ISK", "XOF", "XAF"}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest units of a currency.

    Attributes:
        amount_minor: kopecks, cents; may be negative.
        currency: three letters of ISO 4217.
    """

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no currency code."""
        if not _CURRENCY.match(self.currency):
            message = f"currency {self.currency!r} is not three capital letters"
            raise BadCard(message)

    @property
    def minor_digits(self) -> int:
        """How many decimal places the currency has (ISO 4217): 2, or 0."""
        return 0 if self.currency in _WHOLE_CURRENCIES else 2


Value = Text | int | Money | date | datetime
"""What a field shows. The reader's device spells numbers, money and dates."""


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


class ActionType(StrEnum):
    """What a button of the card opens; the wallet writes the words (Apple, iOS 27)."""

    OFFERS = "viewOffersRewards"
    BENEFITS = "membershipBenefits"
    TOP_UP = "addToBalance"
    ORDER = "order"
    SHOP = "shop"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Action:
    """A button on the card; a wallet shows two at most, in this order.

    Attributes:
        kind: what it is for.
        url: `https:` address, or `tel:` for a call.
    """

    kind: ActionType
    url: str

    def __post_init__(self) -> None:
        """Refuse an address of the wrong kind."""
        scheme = "tel:" if self.kind is ActionType.CALL else "https://"
        if not _LINK.match(self.url) or not self.url.startswith(scheme):
            message = f"action {self.kind}: {self.url!r} must begin with {scheme}"
            raise BadCard(message)


def _every(text: Text) -> tuple[str, ...]:
    """All versions of a text that have words."""
    words = (text,) if isinstance(text, str) else tuple(text.values())
    return tuple(word for word in words if word)
