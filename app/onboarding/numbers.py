"""Numbers under which businesses are registered: read as typed, checked, compared.

The arithmetic of the check digits is python-stdnum's (orders of the Federal Tax
Service on INN, of the Ministry of Finance on OGRN and OGRNIP).
"""

import re
from dataclasses import dataclass

from stdnum.ru import inn as inn_rules
from stdnum.ru import ogrn as ogrn_rules

from app.core.errors import Refused

HOME = "RU"
INN_LENGTHS = {"company": 10, "entrepreneur": 12}
OGRN_LENGTHS = {"company": 13, "entrepreneur": 15}
LONGEST_FOREIGN = 40
_IGNORED = re.compile(r"[\s\-\u2010-\u2015.]+")
_FOREIGN = re.compile(r"[0-9A-Z][0-9A-Z/]{2,39}")


class BadInn(Refused):
    """Not 10 or 12 digits, or the check digits do not fit."""

    code = "bad_inn"
    sentence = "This is no INN: its digits do not fit together. Check 10 or 12 digits."


class BadOgrn(Refused):
    """Not 13 or 15 digits, or the check digit does not fit."""

    code = "bad_ogrn"
    sentence = (
        "This is no OGRN: its digits do not fit together. Check 13 digits, or 15 of "
        "an entrepreneur."
    )


class BadForeignNumber(Refused):
    """Nothing that a register of companies would give out."""

    code = "bad_foreign_number"
    sentence = "Write the registration number: 3 to 40 Latin letters and digits."


@dataclass(frozen=True)
class Numbers:
    """The numbers of one business in their one form, and what does not fit."""

    country: str
    tax_number: str
    register_number: str
    doubts: tuple[str, ...] = ()


def compact(text: str) -> str:
    """Digits and letters as typed, without the spaces, dashes and dots between."""
    return _IGNORED.sub("", text)


def inn(text: str) -> str:
    """An INN in its one form; raises BadInn. Region 00 does not exist."""
    number = compact(text)
    is_digits = number.isascii() and number.isdecimal()
    if not is_digits or not inn_rules.is_valid(number) or number.startswith("00"):
        raise BadInn
    return number


def ogrn(text: str) -> str:
    """An OGRN or OGRNIP in its one form; raises BadOgrn."""
    number = compact(text)
    is_digits = number.isascii() and number.isdecimal()
    if not is_digits or not ogrn_rules.is_valid(number):
        raise BadOgrn
    return number


def kind_of_inn(number: str) -> str:
    """Whether the INN is a company's or an entrepreneur's."""
    return next(kind for kind, size in INN_LENGTHS.items() if size == len(number))


def kind_of_ogrn(number: str) -> str:
    """Whether the OGRN is a company's or an entrepreneur's."""
    return next(kind for kind, size in OGRN_LENGTHS.items() if size == len(number))


def russian(inn_text: str, ogrn_text: str) -> Numbers:
    """Both numbers; that they are of two kinds is a doubt. Raises BadInn, BadOgrn."""
    tax, register = inn(inn_text), ogrn(ogrn_text)
    is_same = kind_of_inn(tax) == kind_of_ogrn(register)
    return Numbers(HOME, tax, register, () if is_same else ("kinds_differ",))


def foreign(country: str, text: str) -> Numbers:
    """A number of another country's register, always looked at by a person.

    Raises BadForeignNumber.
    """
    number = compact(text).upper()
    if not _FOREIGN.fullmatch(number):
        raise BadForeignNumber
    return Numbers(country, number, number, ("foreign",))
