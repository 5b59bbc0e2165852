"""Codes as they are written: one spelling, no letters that look alike, a check sign.

The last sign of a drawn code is a weighted sum modulo 31 (a prime, the size of the
alphabet): every single mistyped sign and every two neighbours that changed places are
noticed without asking the database.
"""

import re
import secrets
from functools import cache

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs: no 0 and O, no 1, I and L."""
DRAWN = 12
MAX_PREFIX = 8
SHORTEST, LONGEST = 3, 32
_SIZE = len(ALPHABET)
_CHANCE = DRAWN - 1
_ROOM = _SIZE**_CHANCE
_PREFIX = re.compile(r"[A-Z0-9]{0,8}")
_LOOK_ALIKES = str.maketrans("АВЕЁКМНОРСТУХ", "ABEEKMHOPCTYX")
_THREES = range(0, 9, 3)


def normal(text: str) -> str:
    """The one spelling of a code; empty when it cannot be one.

    Capitals without gaps and dashes; Russian letters that look like Latin ones count as
    those, whichever keyboard they were typed on.
    """
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    plain = plain.translate(_LOOK_ALIKES)
    return plain if SHORTEST <= len(plain) <= LONGEST else ""


def is_prefix(text: str) -> bool:
    """Whether drawn codes may begin with ``text``: up to eight capitals or digits."""
    return bool(_PREFIX.fullmatch(text))


def draw(prefix: str = "") -> str:
    """A code by chance: 31^11 of them, some 54 bits."""
    number, signs, total = secrets.randbelow(_ROOM), "", 0
    for place in _THREES:
        number, three = divmod(number, _SIZE**3)
        text, weighed, plain = _three(three)
        signs += text
        total += weighed + place * plain
    text, weighed, plain = _three(number)
    total += weighed + _THREES.stop * plain
    return f"{prefix}{signs}{text[:2]}{ALPHABET[-total % _SIZE]}"


@cache
def _three(number: int) -> tuple[str, int, int]:
    """Three signs at once, the sum of their values by weight, and without."""
    values = (number % _SIZE, number // _SIZE % _SIZE, number // _SIZE**2)
    weighed = sum(value * (place + 2) for place, value in enumerate(values))
    return "".join(ALPHABET[value] for value in values), weighed, sum(values)


def is_sound(code: str) -> bool:
    """Whether the last twelve signs of a code fit together."""
    drawn = code[-DRAWN:]
    if len(drawn) < DRAWN or any(sign not in ALPHABET for sign in drawn):
        return False
    values = [ALPHABET.index(sign) for sign in drawn]
    total = sum(value * (place + 2) for place, value in enumerate(values[:-1]))
    return (total + values[-1]) % _SIZE == 0


def spoken(code: str) -> str:
    """A drawn code as people read it: signs by four, the prefix apart."""
    if not is_sound(code):
        return code
    prefix, drawn = code[:-DRAWN], code[-DRAWN:]
    parts = [drawn[at : at + 4] for at in range(0, DRAWN, 4)]
    return "-".join([prefix, *parts] if prefix else parts)
