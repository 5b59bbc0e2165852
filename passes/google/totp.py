"""Codes of the moment: RFC 6238 with SHA-1, as Google's rotating barcodes compute them."""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from passes.card import Rotation

_MILLIS: Final = 1000
_VALUE: Final = "{totp_value_0}"
_SECONDS_MARK: Final = "{totp_timestamp_seconds}"
_MILLIS_MARK: Final = "{totp_timestamp_millis}"
_MASK: Final = 0x7FFFFFFF
_MAX_STAMP: Final = 14


class BadCode(ValueError):
    """A scanned code is not accepted; `reason` is one of the words below.

    Attributes:
        reason: `unreadable`, `wrong`, `old` or `early`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reading:
    """What a scanned code says.

    Attributes:
        code: the digits.
        made_at: the phone's time when it drew them; aware.
    """

    code: str
    made_at: datetime


def code(key: bytes, at: datetime, *, period: int = 30, digits: int = 8) -> str:
    """The code of a moment (RFC 6238, SHA-1).

    Args:
        key: the secret.
        at: aware.
        period: seconds that a code lives.
        digits: length of the code.
    """
    counter = step(at, period=period).to_bytes(8, "big")
    digest = hmac.digest(key, counter, "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & _MASK
    return str(number % 10**digits).zfill(digits)


def step(at: datetime, *, period: int = 30) -> int:
    """The number of the period since 1970: milliseconds, rounded down."""
    return _millis(at) // (period * _MILLIS)


def shown(rotation: Rotation, at: datetime) -> str:
    """What a phone shows at a moment: the pattern with code and time filled in."""
    value = code(
        rotation.key, at, period=rotation.period_seconds, digits=rotation.digits
    )
    millis = _millis(at)
    return (
        rotation.pattern.replace(_VALUE, value)
        .replace(_SECONDS_MARK, str(millis // _MILLIS))
        .replace(_MILLIS_MARK, str(millis))
    )


def read(rotation: Rotation, scanned: str) -> Reading:
    """Take a scanned value apart; the key is not needed.

    Raises:
        BadCode: `unreadable`: not made by this pattern.
    """
    pattern = re.escape(rotation.pattern)
    for mark, group in (
        (_VALUE, rf"(?P<code>[0-9]{{{rotation.digits}}})"),
        (_SECONDS_MARK, rf"(?P<seconds>[0-9]{{1,{_MAX_STAMP}}})"),
        (_MILLIS_MARK, rf"(?P<millis>[0-9]{{1,{_MAX_STAMP}}})"),
    ):
        pattern = pattern.replace(re.escape(mark), group, 1)
    found = re.fullmatch(pattern, scanned, re.ASCII)
    if found is None:
        raise BadCode("unreadable")
    parts = found.groupdict()
    millis = int(parts.get("millis") or int(parts["seconds"]) * _MILLIS)
    try:
        made_at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=millis)
    except OverflowError as error:
        raise BadCode("unreadable") from error
    return Reading(parts["code"], made_at)


def accepted(
    rotation: Rotation,
    scanned: str,
    *,
    now: datetime,
    max_age: float = 60.0,
    max_ahead: float = 30.0,
) -> int:
    """Check a scanned value: the code for its own time, and the age of that time.

    The caller burns the returned step together with the card, once: a photograph of
    the code must not work twice.

    Args:
        rotation: of the card.
        scanned: what the scanner received.
        now: aware.
        max_age: seconds that may lie between drawing and scanning.
        max_ahead: seconds that a phone's clock may be fast.

    Returns:
        The step (number of the period) to burn.

    Raises:
        BadCode: `unreadable`, `wrong`, `old` or `early`.
    """
    reading = read(rotation, scanned)
    period, digits = rotation.period_seconds, rotation.digits
    right = code(rotation.key, reading.made_at, period=period, digits=digits)
    if not hmac.compare_digest(right, reading.code):
        raise BadCode("wrong")
    age = (now - reading.made_at).total_seconds()
    if age > max_age:
        raise BadCode("old")
    if age < -max_ahead:
        raise BadCode("early")
    return step(reading.made_at, period=period)


def _millis(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
