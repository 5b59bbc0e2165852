"""The rules of Apple's web service for passes, without storage or network.

Source: Apple, "Adding a web service to update passes"; what the documents leave open
follows what phones were seen to send. Every function takes text that a stranger wrote.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from typing import Any, Final, Self

MAX_LOGS: Final = 50
MAX_LOG_CHARACTERS: Final = 1_000

_STEP: Final = timedelta(seconds=1)
_MAX_TAG_DIGITS: Final = 18
_NOT_SHOWN: Final = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
_TAG: Final = re.compile(rf"[0-9]{{1,{_MAX_TAG_DIGITS}}}\Z")
_AUTHORIZATION: Final = re.compile(r"([A-Za-z]{1,32}) ([!-~]{1,512})\Z")
_DEVICE: Final = re.compile(r"[!-.0-~]{1,64}\Z")
_APPLE_PUSH_TOKEN: Final = re.compile(r"[0-9A-Fa-f]{1,200}\Z")
_OTHER_PUSH_TOKEN: Final = re.compile(r"[0-9A-Za-z._~:-]{1,512}\Z")
_HTTP_DATE: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) "
    r"(\d\d):(\d\d):(\d\d) GMT\Z",
    re.ASCII,
)
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


class BadLogs(ValueError):
    """The body of a log call is not what a phone sends; the message says why."""


class Scheme(StrEnum):
    """Who speaks: the word before the token in the Authorization header."""

    APPLE = "ApplePass"
    ANDROID = "AndroidPass"
    UNION = "WalletUnionPass"
    UNION_HUAWEI = "WalletUnionHMSPass"


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """How far a phone has heard: the number of the last change it was told of.

    To the phone it is an opaque text; a text we did not write means that it has
    heard nothing yet, so that it is told everything.

    Attributes:
        change: 0 or more; passes with a higher number are news.
    """

    change: int = 0

    @classmethod
    def parse(cls, text: str | None, *, present: int) -> Self:
        """The tag a phone sent back.

        Args:
            text: the query's value, or None without one.
            present: the highest number given out; a higher tag is not ours.
        """
        if text is None or not _TAG.match(text) or int(text) > present:
            return cls()
        return cls(int(text))

    def __str__(self) -> str:
        """What the phone stores."""
        return str(self.change)


def stepped(previous: datetime | None, now: datetime) -> datetime:
    """When a pass changed, in whole seconds, later than its previous change.

    HTTP dates have whole seconds: a second change within one of them would look
    unchanged to the phone.

    Args:
        previous: the time given to the last change, aware; None for the first.
        now: aware.
    """
    whole = now.astimezone(UTC).replace(microsecond=0)
    return whole if previous is None else max(whole, previous.astimezone(UTC) + _STEP)


def http_date(moment: datetime) -> str:
    """A time for `Last-Modified` (RFC 9110, IMF-fixdate); fractions are cut off."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(text: str | None) -> datetime | None:
    """The time a phone sent back; None for anything we did not write."""
    found = _HTTP_DATE.match(text or "")
    if found is None or found[2] not in _MONTHS:
        return None
    day, year, hour, minute, second = map(int, found.group(1, 3, 4, 5, 6))
    month = _MONTHS.index(found[2]) + 1
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def is_unchanged(header: str | None, modified_at: datetime) -> bool:
    """Whether `If-Modified-Since` names this version or a later one.

    Args:
        header: its value, or None without one.
        modified_at: the stored time of the pass, aware.
    """
    known = parse_http_date(header)
    return known is not None and modified_at.replace(microsecond=0) <= known


def parse_authorization(header: str | None) -> tuple[Scheme, str] | None:
    """Scheme and token of an `Authorization` header; None unless it is exact.

    The token is ASCII without spaces, so that it can be compared in constant time.
    """
    found = _AUTHORIZATION.match(header or "")
    if found is None or found[1] not in set(Scheme):
        return None
    return Scheme(found[1]), found[2]


def is_push_token(scheme: Scheme, token: object) -> bool:
    """Whether a phone of that kind can have sent this push token."""
    if not isinstance(token, str):
        return False
    known = _APPLE_PUSH_TOKEN if scheme is Scheme.APPLE else _OTHER_PUSH_TOKEN
    return known.match(token) is not None


def is_device_id(text: str) -> bool:
    """Whether a device library identifier is plausible: 1-64 ASCII signs, no slash."""
    return _DEVICE.match(text) is not None


def device_logs(body: Any) -> list[str]:
    """The messages of a log call, fit to be stored and shown.

    Control, invisible and direction-changing characters become spaces; at most
    `MAX_LOGS` messages of `MAX_LOG_CHARACTERS` are kept, empty ones are left out.

    Args:
        body: the JSON document, already read.

    Raises:
        BadLogs: it is not `{"logs": [texts]}`.
    """
    logs = body.get("logs") if isinstance(body, dict) else None
    if not isinstance(logs, list) or not all(isinstance(one, str) for one in logs):
        message = 'the body must be {"logs": [...]} with a list of texts'
        raise BadLogs(message)
    cleaned = (_shown(one) for one in logs[:MAX_LOGS])
    return [one for one in cleaned if one]


def _shown(text: str) -> str:
    kept = text[:MAX_LOG_CHARACTERS]
    return "".join(
        " " if unicodedata.category(sign) in _NOT_SHOWN else sign for sign in kept
    ).strip()
