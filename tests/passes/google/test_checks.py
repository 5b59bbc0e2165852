"""Our own strictness: Google's schema word for word, its prose sentence by sentence."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from passes.card import BadCard, Kind
from passes.google import rules
from passes.google.checks import findings, refuse_invalid
from passes.google.resources import Resource
from passes.google.schema import MESSAGES, TYPES, WORDS, message_of
from tests.passes.google.examples import ISSUER, a_class, an_object, full
from tests.standins.google import schema

TEXT = {"defaultValue": {"language": "ru", "value": "Привет"}}
IMAGE = {"sourceUri": {"uri": "https://cards.example/a.png"}}
CELL = {"firstValue": {"fields": [{"fieldPath": "object.accountName"}]}}
ROWS = "classTemplateInfo.cardTemplateOverride.cardRowTemplateInfos"
ABSTRACT = {"", "AnyClass", "AnyObject", "LastingClass", "LastingObject"}


def kind_of(about: dict[str, Any]) -> str:
    """Our short form of a type of the discovery document."""
    if "$ref" in about:
        return str(about["$ref"])
    if about["type"] == "array":
        return f"[{kind_of(about['items'])}]"
    if "enum" in about:
        return "="
    short = {"string": "text", "boolean": "bool", "number": "double"}
    return {"int32": "int32", "int64": "int64"}.get(
        about.get("format", ""), short.get(about["type"], "")
    )


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - ABSTRACT))
def test_our_table_is_googles(name: str) -> None:
    """The same fields with the same types; words that exist, none of them a legacy one."""
    theirs = schema.schemas()[name]["properties"]
    ours = {field: re.sub(r"=\w+", "=", kind) for field, kind in MESSAGES[name].items()}
    assert ours == {field: kind_of(about) for field, about in theirs.items()}
    for field, kind in MESSAGES[name].items():
        if "=" in kind:
            about = theirs[field]
            known = about.get("enum") or about["items"]["enum"]
            words = WORDS[kind.strip("[]=")]
            assert words <= set(known)
            # All that is left out are old spellings and the unspecified.
            left = {word for word in known if word not in words}
            assert all(word != word.upper() or _is_old(word) for word in left)


def _is_old(word: str) -> bool:
    return word.endswith("_UNSPECIFIED") or word in {"EAN13", "PDF417"}


def test_required_fields_are_those_of_the_prose() -> None:
    for name in MESSAGES.keys() - ABSTRACT:
        for field, about in schema.schemas()[name]["properties"].items():
            words = about.get("description", "")
            if re.match(r"Required\.|.*This is (a )?required", words, re.DOTALL):
                is_ours = field in rules.REQUIRED.get(name, "").split()
                assert is_ours or name == "RotatingBarcodeValues", (name, field)


def good(kind: str) -> Resource:
    """A full document of a type."""
    family = {
        "loyalty": Kind.POINTS,
        "offer": Kind.COUPON,
        "giftCard": Kind.GIFT_CARD,
        "eventTicket": Kind.TICKET,
        "generic": Kind.MEMBERSHIP,
    }
    whole = full(family[re.sub("Class|Object", "", kind)])
    made = a_class(whole) if kind.endswith("Class") else an_object(whole)
    return Resource(made.type, deepcopy(made.body))


RICH: dict[str, dict[str, Any]] = {
    "loyaltyObject": {
        "messages": [{"id": "a", "header": "A", "body": "B", "messageType": "TEXT"}],
        "linkedObjectIds": [f"{ISSUER}.other"],
        "smartTapRedemptionValue": "7",
        "groupingInfo": {"groupingId": "g", "sortIndex": 1},
        "passConstraints": {"screenshotEligibility": "INELIGIBLE"},
        "valueAddedModuleData": [{"header": TEXT, "uri": "https://a.example/"}],
        "imageModulesData": [{"id": "i", "mainImage": IMAGE}],
        "appLinkData": {
            "webAppLinkInfo": {
                "appTarget": {
                    "targetUri": {"uri": "https://a.example/", "description": "Сайт"}
                }
            }
        },
    },
    "loyaltyClass": {
        "discoverableProgram": {"state": "TRUSTED_TESTERS"},
        "enableSmartTap": True,
        "redemptionIssuers": [ISSUER],
        "homepageUri": {"uri": "https://a.example/", "description": "Сайт"},
        "viewUnlockRequirement": "UNLOCK_NOT_REQUIRED",
        "infoModuleData": {"labelValueRows": [{"columns": [{"label": "a"}]}]},
    },
    "eventTicketClass": {"gateLabel": "GATE", "eventId": "e" * 64},
}


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_rich_documents_pass(kind: str) -> None:
    made = good(kind)
    made.body.update(RICH.get(kind, {}))
    assert list(schema.faults(message_of(kind), made.body)) == []
    assert [found for found in findings(made) if found.is_fatal] == []


BAD: list[tuple[str, str, Any]] = [
    # unknown, misspelt, of another type
    ("loyaltyObject", "acountName", "Анна"),
    ("genericClass", "reviewStatus", "UNDER_REVIEW"),
    ("genericClass", "issuerName", "Полдень"),
    ("genericObject", "notifyPreference", "NOTIFY_ON_UPDATE"),
    ("loyaltyObject", "hexBackgroundColor", "#000000"),
    ("loyaltyObject", "textModulesData.0.language", "ru"),
    ("loyaltyObject", "loyaltyPoints.balance.int_", 5),
    ("loyaltyObject", "barcode.message", "a"),
    # types
    ("loyaltyObject", "accountId", 7),
    ("loyaltyObject", "loyaltyPoints.balance.int", "7"),
    ("loyaltyObject", "loyaltyPoints.balance.int", 7.5),
    ("loyaltyObject", "loyaltyPoints.balance.int", True),
    ("loyaltyObject", "loyaltyPoints.balance.int", 2**31),
    ("loyaltyObject", "loyaltyPoints", "7"),
    ("loyaltyObject", "textModulesData", {"id": "a"}),
    ("loyaltyObject", "textModulesData", []),
    ("loyaltyObject", "accountName", None),
    ("giftCardObject", "balance.micros", 1500000),
    ("giftCardObject", "balance.micros", "1.5"),
    ("giftCardObject", "balance.micros", str(2**63)),
    ("giftCardClass", "allowBarcodeRedemption", "true"),
    ("loyaltyObject", "merchantLocations.0.latitude", float("nan")),
    ("loyaltyClass", "redemptionIssuers", [3388]),
    ("genericObject", "cardTitle", "Полдень"),
    ("eventTicketClass", "eventName", "Концерт"),
    # words
    ("loyaltyObject", "state", "active"),
    ("loyaltyObject", "state", "DELETED"),
    ("loyaltyObject", "barcode.type", "QR"),
    ("loyaltyClass", "reviewStatus", "APPROVED"),
    ("loyaltyClass", "reviewStatus", "REJECTED"),
    ("offerClass", "redemptionChannel", "EVERYWHERE"),
    ("loyaltyClass", "multipleDevicesAndHoldersAllowedStatus", "STATUS_UNSPECIFIED"),
    ("genericObject", "genericType", "SEASON_PASS"),
    ("loyaltyObject", "rotatingBarcode.totpDetails.algorithm", "TOTP_SHA256"),
    # required
    ("loyaltyClass", "programName", ""),
    ("loyaltyClass", "-programLogo", None),
    ("loyaltyClass", "-reviewStatus", None),
    ("loyaltyClass", "-issuerName", None),
    ("loyaltyObject", "-state", None),
    ("loyaltyObject", "-classId", None),
    ("offerClass", "-provider", None),
    ("offerClass", "-redemptionChannel", None),
    ("giftCardObject", "-cardNumber", None),
    ("eventTicketClass", "-venue.address", None),
    ("eventTicketClass", "-eventName", None),
    ("genericObject", "-header", None),
    ("loyaltyObject", "-loyaltyPoints.balance", None),
    ("genericObject", "-header.defaultValue", None),
    ("genericObject", "-header.defaultValue.language", None),
    ("giftCardObject", "-balance.currencyCode", None),
    # one of several
    ("loyaltyObject", "loyaltyPoints.balance.string", "7"),
    ("loyaltyClass", "programLogo.privateImageId", "7"),
    ("loyaltyClass", "-programLogo.sourceUri", None),
    (
        "loyaltyClass",
        f"{ROWS}.0.oneItem",
        {"item": CELL},
    ),
    ("eventTicketClass", "dateTime.customDoorsOpenLabel+doorsOpenLabel", TEXT),
    # too many, too long
    ("loyaltyObject", "merchantLocations", [{"latitude": 1, "longitude": 1}] * 11),
    ("loyaltyObject", "messages", [{"header": "a", "body": "b"}] * 11),
    ("loyaltyObject", "linkedObjectIds", [f"{ISSUER}.a"] * 51),
    (
        "loyaltyObject",
        "valueAddedModuleData",
        [{"header": TEXT, "uri": "https://a.example/"}] * 16,
    ),
    (
        "loyaltyClass",
        ROWS,
        [{"oneItem": {"item": CELL}}] * 4,
    ),
    ("eventTicketClass", "eventId", "e" * 65),
    # how it is written
    ("loyaltyObject", "id", "no-issuer"),
    ("loyaltyObject", "id", f"{ISSUER}.Анна"),
    ("loyaltyObject", "id", f"{'1' * 21}.a"),
    ("loyaltyObject", "classId", f"{2**63 - 1}.a"),
    ("loyaltyObject", "linkedObjectIds", ["1.a"]),
    ("loyaltyClass", "hexBackgroundColor", "rgb(1, 2, 3)"),
    ("loyaltyClass", "countryCode", "Russia"),
    ("loyaltyClass", "programLogo.sourceUri.uri", "http://a.example/a.png"),
    ("loyaltyClass", "callbackOptions.url", "http://a.example/"),
    ("loyaltyObject", "textModulesData.0.id", "a.b"),
    ("loyaltyObject", "linksModuleData.uris.0.uri", "example.org"),
    ("loyaltyObject", "linksModuleData.uris.0.uri", "javascript:alert(1)"),
    ("giftCardObject", "balance.currencyCode", "руб"),
    ("giftCardObject", "balanceUpdateTime.date", "2026-03-17T09:00:00"),
    ("giftCardObject", "balanceUpdateTime.date", "17.03.2026"),
    ("loyaltyObject", "validTimeInterval.end.date", "2026-04-16T09:00:00"),
    ("loyaltyObject", "validTimeInterval.end.date", "2025-04-16T09:00:00Z"),
    ("loyaltyObject", "validTimeInterval.end.date", "2026-13-01T09:00:00Z"),
    ("genericObject", "header.defaultValue.language", "русский"),
    ("loyaltyObject", "merchantLocations.0.latitude", 91),
    ("loyaltyObject", "smartTapRedemptionValue", "Анна"),
    (
        "loyaltyClass",
        f"{ROWS}.0.twoItems.startItem.firstValue.fields.0.fieldPath",
        "loyaltyPoints.balance",
    ),
    # codes
    ("giftCardObject", "barcode.value", "400638133393"),
    ("giftCardObject", "barcode.renderEncoding", "UTF_8"),
    ("loyaltyObject", "barcode.type", "TEXT_ONLY"),
    ("loyaltyObject", "barcode.value", ""),
    ("loyaltyObject", "rotatingBarcode.type", "AZTEC"),
    ("loyaltyObject", "rotatingBarcode.valuePattern", "{totp_value_1}"),
    ("loyaltyObject", "rotatingBarcode.valuePattern", "{totp_value_0}{time}"),
    ("loyaltyObject", "rotatingBarcode.totpDetails.periodMillis", 30000),
    ("loyaltyObject", "rotatingBarcode.totpDetails.periodMillis", "0"),
    ("loyaltyObject", "rotatingBarcode.totpDetails.parameters.0.key", "secret"),
    # dead, or Google's own
    ("loyaltyObject", "locations", [{"latitude": 1, "longitude": 1}]),
    ("loyaltyObject", "hasUsers", True),
    ("loyaltyObject", "classReference", {"id": f"{ISSUER}.a"}),
    ("loyaltyClass", "review", {"comments": "a"}),
    ("loyaltyObject", "disableExpirationNotification", True),
    (
        "loyaltyObject",
        "messages",
        [{"header": "a", "messageType": "EXPIRATION_NOTIFICATION"}],
    ),
    ("loyaltyObject", "messages", [{"id": "a"}]),
    (
        "loyaltyObject",
        "textModulesData",
        [{"id": "a", "header": "A"}, {"id": "a", "header": "B"}],
    ),
    (
        "loyaltyObject",
        "appLinkData",
        {"webAppLinkInfo": {"appTarget": {"targetUri": {"uri": "https://a.example"}}}},
    ),
]


def spoilt(kind: str, path: str, value: Any) -> Resource:
    """A good document with one thing wrong; `-path` takes away, `a+b` sets both."""
    made = good(kind)
    *way, last = path.removeprefix("-").split(".")
    inner: Any = made.body
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    if path.startswith("-"):
        del inner[last]
    elif "+" in last:
        custom, label = last.split("+")
        inner |= {custom: value, label: "DOORS_OPEN"}
    else:
        inner[last] = value
    return made


@pytest.mark.parametrize(
    ("kind", "path", "value"), BAD, ids=[f"{kind}-{path}" for kind, path, _ in BAD]
)
def test_bad_documents_are_refused(kind: str, path: str, value: Any) -> None:
    with pytest.raises(BadCard, match=kind):
        refuse_invalid(spoilt(kind, path, value))


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("loyaltyClass", "issuerName", "И" * 21),
        ("loyaltyClass", "programName", "И" * 21),
        ("loyaltyClass", "rewardsTier", "И" * 8),
        ("loyaltyObject", "loyaltyPoints.label", "И" * 10),
        ("loyaltyObject", "accountName", "И" * 21),
        ("loyaltyObject", "textModulesData.0.body", "И" * 501),
        ("loyaltyObject", "textModulesData.0.header", "И" * 36),
        ("loyaltyObject", "linksModuleData.uris.0.description", "И" * 21),
        ("offerClass", "provider", "И" * 13),
        ("giftCardClass", "allowBarcodeRedemption", False),
        ("genericObject", "genericType", "GENERIC_LOYALTY_CARD"),
        ("loyaltyClass", "allowMultipleUsersPerObject", True),
        ("loyaltyClass", "redemptionIssuers", [ISSUER]),
        (
            "loyaltyObject",
            "textModulesData",
            [{"id": f"a{at}", "header": "A", "body": "B"} for at in range(11)],
        ),
    ],
)
def test_what_is_cut_or_idle_is_told(kind: str, path: str, value: Any) -> None:
    before = [(found.path, found.message) for found in findings(good(kind))]
    found = [
        each
        for each in findings(spoilt(kind, path, value))
        if (each.path, each.message) not in before
    ]
    assert found
    assert not any(each.is_fatal for each in found)


def test_localized_texts_are_measured() -> None:
    long = {"defaultValue": {"language": "ru", "value": "И" * 36}}
    found = findings(spoilt("loyaltyObject", "textModulesData.0.localizedHeader", long))
    assert any("36 characters; 35 are shown" in each.message for each in found)


JUNK: list[Any] = [None, "", "Привет", 7, -1.5, True, [], [7], {}, {"value": 7}, 10**30]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds it, and its key there."""
    keys = range(len(value)) if isinstance(value, list) else list(value)
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_we_are_no_milder_than_google(kind: str) -> None:
    """Junk in every place: whatever the schema refuses, so do we, and nothing breaks."""
    made = good(kind)
    made.body.update(deepcopy(RICH.get(kind, {})))
    name = message_of(kind)
    refused = 0
    for at, (holder, key) in enumerate(places(made.body)):
        kept = holder[key]
        for junk in (JUNK[at % len(JUNK)], JUNK[(at * 5 + 3) % len(JUNK)]):
            holder[key] = junk
            ours = any(found.is_fatal for found in findings(made))
            theirs = next(schema.faults(name, made.body), "")
            assert ours or not theirs, (key, junk, theirs)
            refused += ours
        holder[key] = kept
    assert refused > 30
    assert not any(found.is_fatal for found in findings(made))


def test_unknown_types() -> None:
    (found,) = findings(Resource("transitObject", {"id": f"{ISSUER}.a"}))
    assert found.is_fatal
