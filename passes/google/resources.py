"""What is sent to Google: a typed body, its identity and its digest."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from passes.brand import BadCard
from passes.card import Kind

Json = dict[str, Any]

FAMILIES: Final = {
    Kind.POINTS: "loyalty",
    Kind.STAMPS: "loyalty",
    Kind.DISCOUNT: "loyalty",
    Kind.COUPON: "offer",
    Kind.GIFT_CARD: "giftCard",
    Kind.TICKET: "eventTicket",
    Kind.VISITS: "generic",
    Kind.MEMBERSHIP: "generic",
}
"""Google's form for every kind of card."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
_CONTACT: Final = re.compile(r"\+?[0-9]{1,15}\Z|.*@")
_MAX_ISSUER: Final = 2**63 - 1
_DIGEST_CHARACTERS: Final = 20


@dataclass(frozen=True, slots=True)
class Resource:
    """A class or an object as Google takes it.

    Attributes:
        type: as REST paths spell it: `loyaltyClass`, `genericObject`.
        body: the document.
    """

    type: str
    body: Json

    @property
    def id(self) -> str:
        """`<issuer>.<suffix>`."""
        return str(self.body["id"])

    @property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of the document: equal means nothing to send."""
        text = json.dumps(self.body, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def class_type(kind: Kind) -> str:
    """The resource type of the class of such a card."""
    return f"{FAMILIES[kind]}Class"


def object_type(kind: Kind) -> str:
    """The resource type of such a card."""
    return f"{FAMILIES[kind]}Object"


def issuer_id(issuer: str) -> str:
    """The issuer's number, checked.

    Raises:
        BadCard: it is no positive 64-bit number (the client id of a service account,
            21 digits, is often taken for it).
    """
    is_number = issuer.isascii() and issuer.isdecimal()
    if not is_number or not 0 < int(issuer) <= _MAX_ISSUER:
        message = f"issuer id {issuer[:24]!r} is not the number of a Google issuer"
        raise BadCard(message)
    return str(int(issuer))


def class_id(issuer: str, programme_key: str, level: str = "") -> str:
    """The id of a programme's class, one per level; the same for the same words.

    Args:
        issuer: see `issuer_id`.
        programme_key: what never changes about the programme.
        level: key or name of the level; empty means there are none.

    Raises:
        BadCard: a bad issuer or no key.
    """
    suffix = _suffix(programme_key)
    if level:
        suffix += f".{_suffix(level)}"
    return f"{issuer_id(issuer)}.{suffix}"


def object_id(issuer: str, key: str) -> str:
    """The id of one card; it can never be changed, so it must not say whose it is.

    Args:
        issuer: see `issuer_id`.
        key: random and lasting: the card's serial.

    Raises:
        BadCard: a bad issuer, no key, or a key that is a telephone number, a card
            number or an e-mail address.
    """
    if _CONTACT.match(key):
        message = "an object id is made of a random key, not of a number or an address"
        raise BadCard(message)
    return f"{issuer_id(issuer)}.{_suffix(key)}"


def is_alike(word: object, canonical: str) -> bool:
    """Whether Google's spelling of a word (`active`) means this one (`ACTIVE`).

    Reads come back with legacy spellings: case and underscores do not count.
    """
    return isinstance(word, str) and _bare(word) == _bare(canonical)


def _bare(word: str) -> str:
    return word.replace("_", "").casefold()


def _suffix(text: str) -> str:
    """A part of an id: the text itself when it is short and plain, else its digest."""
    if not text:
        message = "an id needs a key"
        raise BadCard(message)
    if _PLAIN.match(text):
        return text
    return f"x-{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS]}"
