"""What a well-formed document says that Google would refuse, or show to nobody.

Every check yields `(is_fatal, path, sentence)`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from passes.google.resources import Json
from passes.google.rules import CODES, OFFSET

Complaint = tuple[bool, str, str]

_HAS_OFFSET: Final = re.compile(f".*T.*{OFFSET}")
_TOTP_VALUE: Final = re.compile(r"\{totp_value_(\d+)\}")
_PLACEHOLDERS: Final = re.compile(
    r"\{(?!totp_value_\d+\}|totp_timestamp_millis\}|totp_timestamp_seconds\})"
)
_ROTATING: Final = ("QR_CODE", "PDF_417")
_MAX_INT64: Final = 2**63 - 1


def complaints(name: str, body: Json) -> Iterator[Complaint]:
    """Everything wrong with the meaning of a document of that message."""
    for check in _CHECKS:
        yield from check(name, body)


def _identity(_name: str, body: Json) -> Iterator[Complaint]:
    issuer = body["id"].partition(".")[0]
    if int(issuer) > _MAX_INT64:
        yield True, "id", "the issuer is not a 64-bit number"
    for field in ("classId", "linkedObjectIds"):
        others = body.get(field, [])
        for other in [others] if isinstance(others, str) else others:
            if other.partition(".")[0] != issuer:
                yield True, field, "belongs to another issuer"


def _review(_name: str, body: Json) -> Iterator[Complaint]:
    status = body.get("reviewStatus", "UNDER_REVIEW")
    if status not in {"UNDER_REVIEW", "DRAFT"}:
        yield True, "reviewStatus", "only UNDER_REVIEW or DRAFT may be sent"


def _kinds(name: str, body: Json) -> Iterator[Complaint]:
    if name == "GiftCardClass" and body.get("allowBarcodeRedemption") is not True:
        yield False, "allowBarcodeRedemption", "without it no code is shown"
    if name != "OfferObject" and "disableExpirationNotification" in body:
        yield True, "disableExpirationNotification", "works on offers only"
    if body.get("genericType") == "GENERIC_LOYALTY_CARD":
        yield False, "genericType", "Google asks for a loyalty card instead"
    if body.get("redemptionIssuers") and not body.get("enableSmartTap"):
        yield False, "redemptionIssuers", "does nothing without enableSmartTap"


def _times(_name: str, body: Json) -> Iterator[Complaint]:
    updated = body.get("balanceUpdateTime")
    if updated and not _HAS_OFFSET.fullmatch(updated["date"]):
        yield True, "balanceUpdateTime", "the offset is required"
    yield from _interval(body.get("validTimeInterval", {}), "validTimeInterval")
    for at, message in enumerate(body.get("messages", [])):
        path = f"messages[{at}]"
        yield from _interval(message.get("displayInterval", {}), path)
        if message.get("messageType") == "EXPIRATION_NOTIFICATION":
            yield True, f"{path}.messageType", "Google no longer takes it"
    for at, module in enumerate(body.get("valueAddedModuleData", [])):
        interval = module.get("viewConstraints", {}).get("displayInterval", {})
        yield from _interval(interval, f"valueAddedModuleData[{at}]")


def _interval(interval: Json, path: str) -> Iterator[Complaint]:
    ends = [interval[end]["date"] for end in ("start", "end") if end in interval]
    if len({_HAS_OFFSET.fullmatch(end) is not None for end in ends}) > 1:
        yield True, path, "both ends carry an offset or neither"
    elif len(ends) > 1 and _moment(ends[0]) > _moment(ends[1]):
        yield True, path, "it ends before it starts"


def _moment(text: str) -> datetime:
    """A time to compare with; parts smaller than microseconds do not count."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))


def _codes(_name: str, body: Json) -> Iterator[Complaint]:
    barcode = body.get("barcode", {})
    kind, value = barcode.get("type"), barcode.get("value", "")
    fits = CODES.get(kind)
    if value and fits and not fits.fullmatch(value):
        yield True, "barcode.value", f"{kind} cannot hold this value"
    if "value" in barcode and not value:
        yield True, "barcode.value", "the code is empty"
    if kind == "TEXT_ONLY" and "alternateText" in barcode:
        yield True, "barcode.alternateText", "TEXT_ONLY has no alternateText"
    for field in ("barcode", "rotatingBarcode"):
        code = body.get(field, {})
        if "renderEncoding" in code and code["type"] != "QR_CODE":
            yield True, f"{field}.renderEncoding", "works with QR_CODE only"


def _rotation(_name: str, body: Json) -> Iterator[Complaint]:
    code = body.get("rotatingBarcode")
    if code is None:
        return
    if code["type"] not in _ROTATING:
        yield True, "rotatingBarcode.type", f"only {' and '.join(_ROTATING)} rotate"
    pattern, keys = code["valuePattern"], code["totpDetails"]["parameters"]
    wanted = {int(number) for number in _TOTP_VALUE.findall(pattern)}
    if wanted != set(range(len(keys))):
        yield True, "rotatingBarcode.valuePattern", "its codes do not match the keys"
    if _PLACEHOLDERS.search(pattern):
        yield True, "rotatingBarcode.valuePattern", "an unknown placeholder"


def _modules(_name: str, body: Json) -> Iterator[Complaint]:
    for field in ("textModulesData", "imageModulesData"):
        ids = Counter(part["id"] for part in body.get(field, []) if "id" in part)
        for name, times in ids.items():
            if times > 1:
                yield True, field, f"{times} of them are called {name!r}"
    for part in ("androidAppLinkInfo", "webAppLinkInfo"):
        target = body.get("appLinkData", {}).get(part, {}).get("appTarget", {})
        if "targetUri" in target and not target["targetUri"].get("description"):
            yield True, f"appLinkData.{part}", "the target needs a description"


_CHECKS: Final[tuple[Callable[[str, Json], Iterator[Complaint]], ...]] = (
    _identity,
    _review,
    _kinds,
    _times,
    _codes,
    _rotation,
    _modules,
)
