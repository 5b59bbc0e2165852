"""What an answer of Google's means for the caller.

None of them carries a body that was sent, a token or words of Google's that might
repeat either; reasons are Google's own code words.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

from passes.google.resources import Json

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_SECONDS: Final = re.compile(r"[0-9]{1,6}\Z")
_QUOTAS: Final = {"quotaexceeded", "ratelimitexceeded", "userratelimitexceeded"}
_OK: Final = range(200, 300)
_TOO_MANY: Final = 429
_CONFLICT: Final = 409
_NOT_ALLOWED: Final = (401, 403)
_GONE: Final = (404, 410)
_LATER: Final = (408, 425)
_CLIENT_FAULTS: Final = range(400, 500)


@dataclass(frozen=True, slots=True)
class Done:
    """It worked; `body` is what Google answered."""

    body: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """409: it was inserted before, perhaps by a try whose answer was lost. PATCH it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """404: there is no such class or object; `is_class` when the class is missing."""

    is_class: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """400 and its like: our document is wrong; trying again will not help.

    Attributes:
        reason: Google's code word.
        status: of HTTP.
    """

    reason: str
    status: int


@dataclass(frozen=True, slots=True)
class NotInvited:
    """401, 403: the service account has no access to the issuer; tell the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Quota:
    """403 or 429: too many requests, or too many notifications of one pass.

    Attributes:
        reason: `quotaExceeded`, `rateLimitExceeded` or `tooManyRequests`.
        retry_after: seconds that Google asked for, if it did.
    """

    reason: str
    retry_after: float | None = None

    @property
    def is_rate(self) -> bool:
        """Slow down; else send the message as plain text."""
        return self.reason != "quotaExceeded"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Google is down, slow or talks nonsense; try later.

    An insert or change may have been applied all the same: every write puts a state,
    so it is repeated, and a 409 then means that it was.

    Attributes:
        reason: one word for the log.
        retry_after: seconds that Google asked for, if it did.
    """

    reason: str
    retry_after: float | None = None


Verdict = Done | Exists | Missing | Refused | NotInvited | Quota | Unavailable


def verdict(status: int, headers: Mapping[str, str], body: bytes) -> Verdict:
    """The meaning of an answer.

    Args:
        status: of HTTP.
        headers: with any spelling of `Retry-After`.
        body: as received; only JSON of Google's form is believed.
    """
    document = _document(body)
    later = _retry_after(headers)
    if status in _OK:
        return Unavailable("not-json") if document is None else Done(document)
    if status == _CONFLICT:
        return Exists()
    if status == _TOO_MANY:
        return Quota("tooManyRequests", later)
    if status not in _CLIENT_FAULTS or status in _LATER:
        return Unavailable(f"http-{status}", later)
    if document is None:
        return Unavailable("not-json", later)
    return _client_fault(status, document, later)


def _client_fault(status: int, document: Json, later: float | None) -> Verdict:
    reason = _reason(document)
    if status in _NOT_ALLOWED:
        if reason.casefold() in _QUOTAS:
            is_rate = "rate" in reason.casefold()
            return Quota("rateLimitExceeded" if is_rate else "quotaExceeded", later)
        return NotInvited(reason)
    if status in _GONE:
        return Missing(is_class=reason == "classNotFound")
    return Refused(reason, status)


def _document(body: bytes) -> Json | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _reason(document: Json) -> str:
    """The first code word of an error, old or new style."""
    error = document.get("error")
    if not isinstance(error, dict):
        return "unknown"
    words: list[Any] = []
    for name in ("errors", "details"):
        details = error.get(name)
        if isinstance(details, list):
            words += [item.get("reason") for item in details if isinstance(item, dict)]
    words.append(error.get("status"))
    codes = (word for word in words if isinstance(word, str) and _CODE.match(word))
    return next(codes, "unknown")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds; a date is counted from the answer's own."""
    named = {name.casefold(): value.strip() for name, value in headers.items()}
    value = named.get("retry-after", "")
    if _SECONDS.match(value):
        return float(value)
    try:
        later = parsedate_to_datetime(value)
        asked = (later - parsedate_to_datetime(named["date"])).total_seconds()
    except (KeyError, ValueError, TypeError):
        return None
    return max(0.0, asked)
