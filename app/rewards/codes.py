"""The code of an award: eight characters to be read out, typed, or scanned.

None of them is mistaken for another, and with at least one letter no code is a card
number. Some 40 random bits: nobody guesses one while guesses are counted.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
_SHAPE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def drawn() -> str:
    """A new code."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not code.isdecimal():
            return code


def parse(text: str) -> str | None:
    """The code in a scan or a typed text; None for what cannot be one."""
    code = _BETWEEN.sub("", text).upper()
    return code if _SHAPE.fullmatch(code) and not code.isdecimal() else None


def spoken(code: str) -> str:
    """The code in two groups."""
    return f"{code[:4]}-{code[4:]}"
