"""Google's own schema, enforced: the discovery document and its prose.

Required and output-only fields are read from the descriptions; nothing here knows the
tables that the product checks itself with.
"""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

_REQUIRED = re.compile(r"Required\.|.*This is (a )?required", re.DOTALL)
_OUTPUT = re.compile(r".*set by the platform|.*retrieved during a GET", re.DOTALL)
_ONE_OF = {
    "CardRowTemplateInfo": ("oneItem", "twoItems", "threeItems"),
    "LoyaltyPointsBalance": ("string", "int", "double", "money"),
    "Image": ("sourceUri", "privateImageId"),
}
_APART = [
    {"doorsOpenLabel", "customDoorsOpenLabel"},
    {"confirmationCodeLabel", "customConfirmationCodeLabel"},
    {"gateLabel", "customGateLabel"},
    {"rowLabel", "customRowLabel"},
    {"seatLabel", "customSeatLabel"},
    {"sectionLabel", "customSectionLabel"},
]
_QR = {"QR_CODE", "qrCode", "qrcode"}
_MOST = {"messages": 10, "merchantLocations": 10, "linkedObjectIds": 50}
_ID = re.compile(r"(\d+)\.[A-Za-z0-9._-]+")
_PART = re.compile(r"[A-Za-z0-9_-]+")
_INT64 = re.compile(r"-?\d{1,19}")


@cache
def schemas() -> dict[str, Any]:
    """Name → schema of the walletobjects v1 discovery document."""
    folder = resources.files("googleapiclient.discovery_cache.documents")
    text = folder.joinpath("walletobjects.v1.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)["schemas"]
    return loaded


def message_of(resource_type: str) -> str:
    """`loyaltyClass` → `LoyaltyClass`."""
    return resource_type[0].upper() + resource_type[1:]


def faults(name: str, value: Any, path: str = "") -> Iterator[str]:
    """Everything wrong with a message, as Google would put it."""
    if not isinstance(value, dict):
        yield f"{path}: not a {name}"
        return
    known = schemas()[name]["properties"]
    for field, inner in value.items():
        at = f"{path}.{field}".lstrip(".")
        if field not in known:
            yield f"{at}: unknown field"
        else:
            yield from _typed(known[field], inner, at)
            yield from _special(field, inner, at)
    yield from _whole(name, value, path)


def output_only(name: str) -> frozenset[str]:
    """Fields that only the platform sets."""
    return _described(name, _OUTPUT)


@cache
def _described(name: str, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(
        field
        for field, about in schemas()[name]["properties"].items()
        if pattern.match(about.get("description", ""))
    )


def legacy(name: str, value: Any) -> Any:
    """A message with its words as old answers spelt them: `active`, `underReview`."""
    known = schemas()[name]["properties"]
    made = {}
    for field, inner in value.items():
        about = known.get(field, {})
        if "enum" in about and isinstance(inner, str):
            first, *rest = inner.lower().split("_")
            old = first + "".join(word.title() for word in rest)
            made[field] = old if old in about["enum"] else inner
        elif isinstance(inner, dict) and "$ref" in about:
            made[field] = legacy(about["$ref"], inner)
        else:
            made[field] = inner
    return made


def _typed(about: dict[str, Any], value: Any, path: str) -> Iterator[str]:
    if "$ref" in about:
        yield from faults(about["$ref"], value, path)
    elif about["type"] == "array":
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for at, inner in enumerate(value):
            yield from _typed(about["items"], inner, f"{path}[{at}]")
    elif "enum" in about:
        if value not in about["enum"]:
            yield f"{path}: no such word {value!r}"
    elif not _is_scalar(about["type"], about.get("format", ""), value):
        yield f"{path}: not a {about['type']} {about.get('format', '')}"


def _is_scalar(kind: str, form: str, value: Any) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        is_text = isinstance(value, str)
        return is_text and (form != "int64" or bool(_INT64.fullmatch(value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if form == "int32":
        return isinstance(value, int) and -(2**31) <= value < 2**31
    return math.isfinite(value)


def _special(field: str, value: Any, path: str) -> Iterator[str]:
    if field in {"id", "classId"} and "." not in path:
        found = _ID.fullmatch(str(value))
        if found is None or int(found[1]) >= 2**63:
            yield f"{path}: Invalid resource ID: {value}"
    is_module = path.startswith("textModulesData[") and field == "id"
    if is_module and not _PART.fullmatch(str(value)):
        yield f"{path}: no dots and spaces"
    if isinstance(value, list) and len(value) > _MOST.get(field, len(value)):
        yield f"{path}: more than {_MOST[field]}"


def _whole(name: str, value: dict[str, Any], path: str) -> Iterator[str]:
    for field in _described(name, _REQUIRED):
        if not value.get(field):
            yield f"{path}: {field} is required"
    choice = _ONE_OF.get(name, ())
    if choice and sum(field in value for field in choice) != 1:
        yield f"{path}: exactly one of {choice}"
    for pair in _APART:
        if pair <= value.keys():
            yield f"{path}: {sorted(pair)} exclude each other"
    if "renderEncoding" in value and value.get("type") not in _QR:
        yield f"{path}: renderEncoding is for QR codes"
