"""Addresses of businesses: what may be one, what looks like another, a proposal."""

import re
import unicodedata

from sqlalchemy import ColumnElement, func

from app.businesses.models import Business
from app.core.errors import Refused

LONGEST = 40
SHORTEST = 3
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])")
RESERVED = frozenset(
    {"api", "static", "sign-in", "sign-out", "second-factor", "language", "me"}
    | {"healthz", "readyz", "live"}
    | {"b", "apple", "google", "styleguide", "platform", "assets", "demo", "badges"}
    | {"start", "admin", "tessera", "help", "support", "login", "www", "mail", "pay"}
)
_LOOKS_LIKE = (
    ("-", ""),
    ("0", "o"),
    ("1", "l"),
    ("i", "l"),
    ("5", "s"),
    ("8", "b"),
    ("rn", "m"),
    ("vv", "w"),
)
"""What is read as what in a hurry, in the order of replacing."""

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщыэюя"
_LATIN = dict.fromkeys("ъь'\N{RIGHT SINGLE QUOTATION MARK}`", "") | dict(
    zip(
        _CYRILLIC,
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "y",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


class BadSlug(Refused):
    """An address that is taken by the product or cannot be one."""

    code = "bad_address"
    sentence = "Choose an address of 3 to 40 small Latin letters, digits and dashes."


class AddressTaken(Refused):
    """Another business has this address."""

    code = "address_taken"
    sentence = "This address is taken. Choose another one."


class AddressReserved(Refused):
    """The site itself uses this address, or one that is read as it."""

    code = "address_reserved"
    sentence = "This address belongs to the site itself. Choose another one."


class AddressMisleading(Refused):
    """An address with doubled dashes can be taken for an encoded one."""

    code = "address_misleading"
    sentence = "Two dashes in a row are not possible. Leave one of them out."


class AddressLooksTaken(Refused):
    """Guests would mistake this address for another business's."""

    code = "address_looks_taken"
    sentence = "This address looks too much like another one. Choose a different one."


def check(slug: str) -> None:
    """Refuse what cannot be an address, whoever asks.

    Raises BadSlug, AddressMisleading (``a--b`` and with it ``xn--…``), AddressReserved.
    """
    if not _SLUG.fullmatch(slug):
        raise BadSlug
    if "--" in slug:
        raise AddressMisleading
    if slug in RESERVED or skeleton(slug) in _RESERVED_SKELETONS:
        raise AddressReserved


def skeleton(slug: str) -> str:
    """What an address is read as: equal skeletons are look-alikes (``p0lden``)."""
    for sign, read_as in _LOOKS_LIKE:
        slug = slug.replace(sign, read_as)
    return slug


_RESERVED_SKELETONS = frozenset(map(skeleton, RESERVED))


def looks_like(slug: str) -> ColumnElement[bool]:
    """The businesses whose address is read as ``slug``."""
    column: ColumnElement[str] = Business.slug.expression
    for sign, read_as in _LOOKS_LIKE:
        column = func.replace(column, sign, read_as)
    return column == skeleton(slug)


def propose(name: str) -> str:
    """An address made of a name: «Кофейня „Полдень“» is ``kofeynya-polden``.

    Empty when nothing of the name can stand in one.
    """
    letters = (_LATIN.get(letter, letter) for letter in name.lower())
    latin = unicodedata.normalize("NFD", "".join(letters))
    plain = "".join(each for each in latin if not unicodedata.combining(each))
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug if len(slug) >= SHORTEST else ""
