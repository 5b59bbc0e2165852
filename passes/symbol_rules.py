"""What each symbology can hold, said in words before anything is drawn."""

import re
from enum import StrEnum
from typing import Final

from passes.card import Symbology

MAX_CHARACTERS: Final = 2_000

_ARTICLE_DIGITS: Final = {Symbology.EAN13: 13, Symbology.EAN8: 8}
_NAMES: Final = {
    Symbology.EAN13: "EAN-13",
    Symbology.EAN8: "EAN-8",
    Symbology.ITF: "ITF",
}
_DIGITS: Final = re.compile(r"[0-9]+\Z")
_CODE39_OTHERS: Final = re.compile(r"[^0-9A-Z\-. $/+%]")
_CODE128_OTHERS: Final = re.compile(r"[^ -~]")


class Fault(StrEnum):
    """Why a value cannot be drawn, for a sentence in the reader's language."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    WRONG_SIGN = "wrong-sign"
    WRONG_LENGTH = "wrong-length"
    WRONG_CHECK_DIGIT = "wrong-check-digit"
    UNKNOWN_KIND = "unknown-kind"
    WRONG_SIZE = "wrong-size"


class BadSymbol(ValueError):
    """The value cannot be written in that symbology; the message says why.

    Attributes:
        fault: the same in one word.
    """

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


def check_digit(digits: str) -> str:
    """The last digit of an article number (GS1 General Specifications, 7.9).

    Args:
        digits: all the others, of EAN-13, EAN-8 or ITF-14.
    """
    weighted = (
        int(digit) * (1 if place % 2 else 3)
        for place, digit in enumerate(reversed(digits))
    )
    return str(-sum(weighted) % 10)


def whole(value: str, kind: Symbology) -> str:
    """The value as it will be read: article numbers gain a missing check digit.

    Raises:
        BadSymbol: the symbology cannot hold the value unchanged.
    """
    if not value or not value.isprintable():
        raise BadSymbol(
            "the value is empty or has characters nobody can print", Fault.EMPTY
        )
    if len(value) > MAX_CHARACTERS:
        raise BadSymbol(
            f"the value is longer than {MAX_CHARACTERS} characters", Fault.TOO_LONG
        )
    if kind in _ARTICLE_DIGITS:
        return _article(value, kind)
    if kind is Symbology.ITF:
        _refuse_odd(value)
    elif kind is Symbology.CODE39 and (sign := _CODE39_OTHERS.search(value)):
        raise BadSymbol(
            f"Code 39 has capital Latin letters, digits, space and - . $ / + % only, "
            f"not {sign[0]!r}",
            Fault.WRONG_SIGN,
        )
    elif kind is Symbology.CODE128 and (sign := _CODE128_OTHERS.search(value)):
        raise BadSymbol(
            f"Code 128 has Latin letters, digits and signs only, not {sign[0]!r}",
            Fault.WRONG_SIGN,
        )
    return value


def _article(value: str, kind: Symbology) -> str:
    name, length = _NAMES[kind], _ARTICLE_DIGITS[kind]
    _refuse_letters(value, name)
    if len(value) not in {length - 1, length}:
        raise BadSymbol(
            f"{name} has {length} digits ({length - 1} without the check digit), "
            f"not {len(value)}",
            Fault.WRONG_LENGTH,
        )
    right = check_digit(value[: length - 1])
    if len(value) == length and value[-1] != right:
        raise BadSymbol(
            f"the last digit of this {name} must be {right}, not {value[-1]}: "
            "the number was mistyped or is of another kind",
            Fault.WRONG_CHECK_DIGIT,
        )
    return value[: length - 1] + right


def _refuse_odd(value: str) -> None:
    name = _NAMES[Symbology.ITF]
    _refuse_letters(value, name)
    if len(value) % 2:
        raise BadSymbol(
            f"{name} writes digits in pairs, and {len(value)} is an odd number of "
            "them: put a 0 in front or choose another kind of code",
            Fault.WRONG_LENGTH,
        )


def _refuse_letters(value: str, name: str) -> None:
    if not _DIGITS.match(value):
        raise BadSymbol(f"{name} has digits only", Fault.WRONG_SIGN)
