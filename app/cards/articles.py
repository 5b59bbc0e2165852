"""Card numbers as article numbers (EAN): pure, no database.

The prefixes 2 of EAN-8 and 29 of EAN-13 are for use inside a company (GS1 General
Specifications, restricted circulation numbers), so no goods on sale carry them.
"""

EAN13_PREFIX = "29"
EAN8_PREFIX = "2"
EAN8_DIGITS = 6
EAN8_LENGTH = 8
_EAN13_LENGTH = 13


def completed(digits: str) -> str:
    """``digits`` with the check digit of a GTIN (weights 3 and 1 from the right)."""
    total = sum(
        int(digit) * (1 if place % 2 else 3)
        for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def is_ean13(text: str) -> bool:
    """Whether ``text`` is an in-store EAN-13 of ours with a right check digit."""
    return _is_article(text, _EAN13_LENGTH, EAN13_PREFIX)


def is_ean8(text: str) -> bool:
    """Whether ``text`` is an in-store EAN-8 with a right check digit."""
    return _is_article(text, EAN8_LENGTH, EAN8_PREFIX)


def number_of(ean13: str) -> str:
    """The card number inside an EAN-13 of ours."""
    return ean13[len(EAN13_PREFIX) : -1]


def _is_article(text: str, length: int, prefix: str) -> bool:
    return (
        len(text) == length
        and text.isascii()
        and text.isdecimal()
        and text.startswith(prefix)
        and completed(text[:-1]) == text
    )
