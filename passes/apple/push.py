"""Telling Apple that a device's passes have changed: requests and what answers mean.

Apple Push Notification service over HTTP/2 (Apple, "Sending notification requests to
APNs" and "Handling notification responses from APNs"). Pure: no network, no clock.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import quote

BODY: Final = b"{}"
"""A pass's push says nothing: the phone comes and asks what is new."""

FIRST_WAIT_SECONDS: Final = 5
LONGEST_WAIT_SECONDS: Final = 3600
_MOST_RETRY_SECONDS: Final = 24 * 3600
_OK, _TOO_MANY, _GONE, _FORBIDDEN = 200, 429, 410, 403
_CLIENT_ERRORS: Final = range(400, 500)
_ALL_ARE_REFUSED: Final = frozenset(
    {
        "BadCertificate",
        "BadCertificateEnvironment",
        "BadPriority",
        "BadTopic",
        "DeviceTokenNotForTopic",
        "ExpiredProviderToken",
        "Forbidden",
        "InvalidProviderToken",
        "InvalidPushType",
        "MissingProviderToken",
        "MissingTopic",
        "TopicDisallowed",
    }
)
_PASSING: Final = frozenset(
    {"IdleTimeout", "InternalServerError", "ServiceUnavailable", "Shutdown"}
)
_WORD: Final = re.compile(r"[A-Za-z]{1,64}")
_CERTIFICATE_ALERT: Final = re.compile(r"ALERT.*(CERTIFICATE|UNKNOWN_CA)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Apple took the push."""


@dataclass(frozen=True, slots=True)
class Dead:
    """The device has dropped the token.

    Attributes:
        since: when Apple noticed (aware); a registration made later is alive.
    """

    since: datetime | None


@dataclass(frozen=True, slots=True)
class BadToken:
    """There has never been such a token."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Certificate, topic or settings: nobody would be served, an operator must look."""

    reason: str


@dataclass(frozen=True, slots=True)
class SlowDown:
    """Too many pushes to this token.

    Attributes:
        seconds: what Retry-After asks for; None when it is absent.
    """

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Retry:
    """Apple cannot now, or said nothing that makes sense.

    Attributes:
        reason: what was heard, or what happened to the connection.
        seconds: what Retry-After asks for; None when it is absent.
        is_answered: False when no answer came at all.
    """

    reason: str
    seconds: float | None = None
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class Drop:
    """The request itself is wrong, and would be wrong again."""

    reason: str


Verdict = Delivered | Dead | BadToken | Halt | SlowDown | Retry | Drop


def request(
    token: str,
    topic: str,
    *,
    push_type: str = "background",
    priority: int = 5,
    expiration: datetime,
) -> tuple[str, dict[str, str], bytes]:
    """The path, headers and body of a POST that tells one device.

    Args:
        token: the push token that the device registered with (hex).
        topic: the pass type identifier.
        push_type: `background`; empty sends none.
        priority: 5 or 10; a background push must have 5 and gets it.
        expiration: until when Apple keeps it for a device that is off (aware).
    """
    headers = {"apns-topic": topic, "apns-expiration": f"{expiration.timestamp():.0f}"}
    if push_type:
        headers["apns-push-type"] = push_type
    headers["apns-priority"] = "5" if push_type == "background" else str(priority)
    return f"/3/device/{quote(token, safe='')}", headers, BODY


def heard(
    status: int, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> Verdict:
    """What an answer means.

    Args:
        status: of the answer.
        headers: of the answer, names in lower case.
        body: JSON with `reason`, or anything else.
        now: aware; what a date in Retry-After is counted from.
    """
    reason, timestamp = _told(body)
    wait = _wait(headers.get("retry-after", ""), now)
    return verdict(status, reason, timestamp=timestamp, retry_after=wait)


def verdict(
    status: int,
    reason: str = "",
    *,
    timestamp: datetime | None = None,
    retry_after: float | None = None,
) -> Verdict:
    """What a status with a reason means; a reason that is unknown leaves the status.

    Args:
        status: of the answer.
        reason: Apple's word; empty when there was none.
        timestamp: since when the token is dead, where that was said (aware).
        retry_after: seconds that were asked for, if any.
    """
    if status == _OK:
        return Delivered()
    if status == _GONE:
        return Dead(timestamp)
    if status == _TOO_MANY:
        return SlowDown(retry_after)
    said = f"{status} {reason}".strip()
    if status == _FORBIDDEN or reason in _ALL_ARE_REFUSED:
        return Halt(said)
    if reason == "BadDeviceToken":
        return BadToken()
    if status in _CLIENT_ERRORS and reason not in _PASSING:
        return Drop(said)
    return Retry(said, retry_after)


def unanswered(problem: str, detail: str = "") -> Verdict:
    """What a connection that failed means.

    Args:
        problem: the kind of failure, for people.
        detail: OpenSSL's words; an alert against our certificate halts the queue.
    """
    if _CERTIFICATE_ALERT.search(detail.upper()):
        return Halt("TLS: certificate refused")
    return Retry(problem, is_answered=False)


def backoff(attempts: int, *, jitter: float) -> float:
    """Seconds until the next try: doubling from 5 s to an hour, spread by a quarter.

    Args:
        attempts: tries so far, at least 1.
        jitter: a random number from 0 to 1.
    """
    doublings = min(max(attempts, 1) - 1, 16)
    seconds: int = min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)
    return seconds * (0.75 + 0.5 * jitter)


def _told(body: bytes) -> tuple[str, datetime | None]:
    """The reason and timestamp (milliseconds since 1970) of a JSON body."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return "", None
    if not isinstance(told, dict):
        return "", None
    reason = told.get("reason")
    if not isinstance(reason, str) or not _WORD.fullmatch(reason):
        reason = ""
    return reason, _instant(told.get("timestamp"))


def _instant(milliseconds: object) -> datetime | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _wait(text: str, now: datetime) -> float | None:
    """Retry-After in seconds: a number, or a date (RFC 9110, 10.2.3)."""
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), _MOST_RETRY_SECONDS))
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max((date - now).total_seconds(), 0.0), float(_MOST_RETRY_SECONDS))
