"""How a business looks: one frozen model for pages, passes, paper and mail."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

MOST_BENEFITS: Final = 5
_SPREAD, _PRIME, _HUNDRED = 48271, 65521, 100
Content = dict[str, Any]


@dataclass(frozen=True)
class PictureRef:
    """A kept picture (`businesses.pictures`) by its digest, and where to look at it."""

    digest: str
    crop: str = "50-50-100"


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """How guests reach a business; empty where it is not offered.

    ``phone`` is E.164 (``+74951234567``); ``site``, ``telegram`` and ``vk`` are https
    addresses that a link may lead to as they are (`businesses.contacts`).
    """

    phone: str = ""
    email: str = ""
    site: str = ""
    telegram: str = ""
    vk: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One version of the brand.

    ``accent_colour`` may be empty: `businesses.brand` then computes one. ``unit`` holds
    the word for a point by language and CLDR plural category; ``benefits`` are up to
    five advantages in the owner's words (row 105).
    """

    name: str
    about: str
    brand_colour: str
    accent_colour: str
    motif: str
    unit: dict[str, dict[str, str]]
    logo: PictureRef | None = None
    cover: PictureRef | None = None
    cover_alt: str = ""
    benefits: tuple[str, ...] = ()
    contacts: Contacts = field(default_factory=Contacts)

    @property
    def digest(self) -> str:
        """A short name of the content."""
        return _digest(content(self))

    @property
    def art(self) -> str:
        """A short name of what pictures of the look are drawn from."""
        values = content(self)
        drawn = {name: values[name] for name in _DRAWN}
        return _digest(drawn | {"initial": self.name[:1]})


COLUMNS: Final = (
    "name",
    "about",
    "brand_colour",
    "accent_colour",
    "motif",
    "unit",
)
"""What a business's row has columns for."""

PARTS: Final = ("logo", "cover", "cover_alt", "benefits", "contacts")
"""What a business's row has no column of its own for."""


_DRAWN: Final = ("brand_colour", "accent_colour", "motif", "logo", "cover")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A look that only a share of the cards shows first."""

    number: int
    percent: int
    look: Look

    def holds(self, card_id: int) -> bool:
        """Whether a card is among those; another version takes others."""
        return bool(bucket(card_id, self.number) < self.percent)


def bucket(card_id: Any, number: int) -> Any:
    """A card's place from 0 to 99 among the cards that version ``number`` is tried on.

    Whole numbers only, so that a database can compute it of a column all the same.
    """
    return (card_id * _SPREAD + number) % _PRIME % _HUNDRED


def _digest(values: Content) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def content(look: Look) -> Content:
    """A look as plain JSON values."""
    plain: Content = asdict(look)
    return plain | {"benefits": list(look.benefits)}


def look_of(values: Mapping[str, Any]) -> Look:
    """The look that ``content`` was made of; what an older version lacks is empty."""
    known = {one.name for one in fields(Look)}
    given = {name: value for name, value in values.items() if name in known}
    for part in ("logo", "cover"):
        if given.get(part):
            given[part] = PictureRef(**given[part])
    given["benefits"] = tuple(given.get("benefits", ()))
    given["contacts"] = Contacts(**given.get("contacts", {}))
    return Look(**given)


def changed(before: Look, after: Look) -> tuple[str, ...]:
    """The names of what differs between two looks."""
    return tuple(
        one.name
        for one in fields(Look)
        if getattr(before, one.name) != getattr(after, one.name)
    )
