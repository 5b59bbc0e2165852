"""Card numbers and the codes a till reads: pure, no database, no clock.

A card number is nine random digits and a Luhn digit, so that a slip of the tongue or of
a finger is noticed at once. Three codes carry it, all short and within the QR code's
alphanumeric alphabet, so that the modules are large:

* static ``T`` + number: says whose card it is, enough to collect;
* rotating ``R`` + number + MAC of the current 30 seconds: proves that the card is here
  now, for spending. A photograph of it is worthless half a minute later;
* Google's ``G`` + number + unix seconds + TOTP of those seconds: the same proof, made
  by a phone that can compute nothing else, without asking us.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.cards import articles
from passes.google import totp

NUMBER_LENGTH = 10
STEP_SECONDS = 30
TOLERANCE = 1
LONGEST_TYPED = 64
OLDEST_SECONDS = 60
AHEAD_SECONDS = 30
_MAC_BYTES = 8
_MAC_LETTERS = 13
_KEY_BYTES = 20
_TOTP_DIGITS = 8
_STATIC, _ROTATING, _WALLET = "T", "R", "G"
WALLET_PATTERN = "{totp_timestamp_seconds}{totp_value_0}"
"""What Google's phones put behind the letter and the number."""
_CODE = re.compile(
    rf"(?:{_STATIC}?(?P<number>\d{{{NUMBER_LENGTH}}})"
    rf"|{_ROTATING}(?P<rotating>\d{{{NUMBER_LENGTH}}})"
    rf"(?P<mac>[A-Z2-7]{{{_MAC_LETTERS}}})"
    rf"|{_WALLET}(?P<wallet>\d{{{NUMBER_LENGTH}}})"
    rf"(?P<seconds>\d{{10}})(?P<totp>\d{{{_TOTP_DIGITS}}}))"
)
_IGNORED = re.compile(r"[\s\-\u2010-\u2015\u2212.\u200b\ufeff]+")
# A scanner that works as a keyboard types Cyrillic while the till's layout is Russian.
_KEYS = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM")


@dataclass(frozen=True)
class Code:
    """What a scan or a typed number says: a card number, maybe with proof.

    ``seconds`` is when a phone computed the proof by itself (Google). ``is_bare``: it
    was the digits alone, as a person types them.
    """

    number: str
    mac: str | None = None
    seconds: int | None = None
    is_bare: bool = field(default=False, compare=False)


def check_digit(digits: str) -> str:
    """The Luhn digit (ISO/IEC 7812-1 annex B) that completes ``digits``."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digit sum
    return str(-total % 10)


def is_number(text: str) -> bool:
    """Whether ``text`` is ten ASCII digits, the last of which checks the others."""
    return (
        len(text) == NUMBER_LENGTH
        and text.isascii()
        and text.isdecimal()
        and check_digit(text[:-1]) == text[-1]
    )


def spoken(number: str) -> str:
    """The number in groups that are easy to say: 381 933 12 04."""
    return f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"


def static_payload(number: str) -> str:
    """The lasting code of a card, 11 characters."""
    return _STATIC + number


def rotating_payload(secret: str, number: str, at: datetime) -> str:
    """The code of a card for the 30 seconds around ``at``, 24 characters."""
    return _ROTATING + number + _mac(secret, number, step_of(at))


def step_of(at: datetime) -> int:
    """Which 30 seconds since 1970 ``at`` falls into."""
    return int(at.timestamp()) // STEP_SECONDS


def step_end(at: datetime) -> datetime:
    """The instant at which the rotating code of ``at`` gives way to the next."""
    start = datetime.fromtimestamp(step_of(at) * STEP_SECONDS, UTC)
    return start + timedelta(seconds=STEP_SECONDS)


def parse(text: str) -> Code | None:
    """Read a scan or a typed number; None when it cannot be a card of ours.

    Spaces, dashes and lower case do not matter, nor does a Russian keyboard layout.
    """
    if len(text) > LONGEST_TYPED:
        return None
    compact = _IGNORED.sub("", text).upper().translate(_KEYS)
    is_article = articles.is_ean13(compact)
    if is_article:
        compact = articles.number_of(compact)
    match = _CODE.fullmatch(compact) if compact.isascii() else None
    if match is None:
        return None
    number = match["number"] or match["rotating"] or match["wallet"]
    if not is_number(number):
        return None
    if match["wallet"]:
        return Code(number, match["totp"], int(match["seconds"]))
    is_bare = not is_article and compact == number
    return Code(number, match["mac"], is_bare=is_bare)


def proven_step(secret: str, code: Code, at: datetime) -> int | None:
    """The 30 seconds that a code with proof is of; None when it proves nothing now."""
    if code.mac is None:
        return None
    if code.seconds is None:
        return matching_step(secret, code.number, code.mac, at)
    made_at = datetime.fromtimestamp(code.seconds, UTC)
    key = wallet_key(secret, code.number)
    expected = totp.code(key, made_at, period=STEP_SECONDS, digits=_TOTP_DIGITS)
    is_genuine = hmac.compare_digest(expected, code.mac)
    age = int(at.timestamp()) - code.seconds
    is_present = -AHEAD_SECONDS <= age <= OLDEST_SECONDS
    return step_of(made_at) if is_genuine and is_present else None


def wallet_key(secret: str, number: str) -> bytes:
    """The key that a card's copy at Google makes its codes with; good for these only."""
    message = f"wallet\0{number}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()[:_KEY_BYTES]


def wallet_pattern(number: str) -> str:
    """The code that Google's phones fill in with the time and its TOTP."""
    return f"{_WALLET}{number}{WALLET_PATTERN}"


def matching_step(secret: str, number: str, mac: str, at: datetime) -> int | None:
    """The step whose MAC this is, among the present one and its neighbours."""
    present = step_of(at)
    found = None
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        # Every candidate is compared, so that time tells nothing.
        if hmac.compare_digest(_mac(secret, number, step), mac):
            found = step
    return found


def _mac(secret: str, number: str, step: int) -> str:
    message = f"rotating\0{number}\0{step}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(digest[:_MAC_BYTES]).decode().rstrip("=")
