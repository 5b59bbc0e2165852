"""Every kind of card becomes a pass of its own style that phones and judges take."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from passes.apple.pkpass import build
from passes.apple.relevance import semantics_json
from passes.apple.signing import Signer
from passes.apple.values import field_json
from passes.apple.words import Words
from passes.card import (
    Action,
    ActionType,
    BadCard,
    Card,
    Field,
    Kind,
    Money,
    Occasion,
    Outlet,
)
from passes.doctor import diagnose
from passes.testing import DemoIdentity, OpenedPass, open_pkpass
from tests.passes import openssl
from tests.passes.kinds import of_kind
from tests.passes.samples import NOW, card

STYLES = {
    Kind.POINTS: "storeCard",
    Kind.STAMPS: "storeCard",
    Kind.DISCOUNT: "storeCard",
    Kind.VISITS: "storeCard",
    Kind.GIFT_CARD: "storeCard",
    Kind.COUPON: "coupon",
    Kind.TICKET: "eventTicket",
    Kind.MEMBERSHIP: "generic",
}


def opened(whole: Card, signer: Signer) -> OpenedPass:
    return open_pkpass(build(whole, signer, now=NOW))


def document(whole: Card, signer: Signer) -> dict[str, Any]:
    return dict(opened(whole, signer).document)


def values(fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {field["key"]: field["value"] for field in fields}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_taken_by_all_judges(
    signer: Signer, identity: DemoIdentity, tmp_path: Path, kind: Kind
) -> None:
    package = build(of_kind(kind), signer, now=NOW)
    assert diagnose(package, root_pem=identity.root_pem, at=NOW) == []
    openssl.verify(package, identity, tmp_path)
    seen = open_pkpass(package)
    assert [name for name in set(STYLES.values()) if name in seen.document] == [
        STYLES[kind]
    ]
    assert set(seen.strings) == {"ru", "en"}
    assert package == build(of_kind(kind), signer, now=NOW)


@pytest.mark.parametrize("kind", list(Kind))
def test_no_key_is_empty_and_no_value_is_null(signer: Signer, kind: Kind) -> None:
    bare = of_kind(
        kind, outlets=(), links=(), occasions=(), actions=(), holder="", terms=""
    )

    def refuse_empty(value: object, path: str) -> None:
        assert value not in (None, "", [], {}), path
        pairs: Any = value.items() if isinstance(value, dict) else ()
        pairs = enumerate(value) if isinstance(value, list) else pairs
        for key, inner in pairs:
            refuse_empty(inner, f"{path}.{key}")

    made = document(bare, signer)
    refuse_empty(made, "")
    assert "groupingIdentifier" not in made


def test_money_is_an_exact_number_with_its_currency(signer: Signer) -> None:
    made = document(of_kind(Kind.GIFT_CARD), signer)
    (balance,) = made["storeCard"]["headerFields"]
    assert balance == {
        "key": "balance",
        "label": "Остаток",
        "value": 1250.5,
        "currencyCode": "RUB",
        "changeMessage": "Остаток: %@",
    }
    assert made["semantics"]["balance"] == {
        "amount": "1250.50",
        "currencyCode": "RUB",
    }


@pytest.mark.parametrize(
    ("money", "number"),
    [
        (Money(1250, "EUR"), b'"value":12.5,'),
        (Money(1200, "EUR"), b'"value":12,'),
        (Money(-5, "EUR"), b'"value":-0.05,'),
        (Money(0, "EUR"), b'"value":0,'),
        (Money(1250, "JPY"), b'"value":1250,'),
        (Money(999_999_999_999_999, "RUB"), b'"value":9999999999999.99,'),
    ],
)
def test_money_is_written_without_noise(
    signer: Signer, money: Money, number: bytes
) -> None:
    seen = opened(card(header=(Field("sum", "Sum", money),)), signer)
    assert number in seen.files["pass.json"]


@given(amount=some.integers(-(10**15) + 1, 10**15 - 1))
def test_no_amount_loses_a_cent(amount: int) -> None:
    made = field_json(Field("sum", "", Money(amount, "EUR")), Words("ru"))
    whole, _, cents = repr(made["value"]).lstrip("-").partition(".")
    assert int(whole + cents.ljust(2, "0")) == abs(amount)


@given(amount=some.integers(-(10**6), 10**6))
def test_a_balance_is_spelt_with_its_cents(amount: int) -> None:
    whole = of_kind(Kind.GIFT_CARD, header=(Field("a", "", Money(amount, "EUR")),))
    said = semantics_json(whole, Words("ru"))["balance"]["amount"]
    assert int(said.replace(".", "")) == amount
    assert said[-3] == "."


@pytest.mark.parametrize("value", [10**15, Money(-(10**15), "RUB")])
def test_numbers_that_lose_digits_are_refused(
    signer: Signer, value: int | Money
) -> None:
    with pytest.raises(BadCard, match="too long"):
        build(card(header=(Field("sum", "", value),)), signer, now=NOW)


def test_stamps_take_the_place_of_the_primary_field(signer: Signer) -> None:
    rows = document(of_kind(Kind.STAMPS), signer)["storeCard"]
    assert "primaryFields" not in rows
    assert next(iter(values(rows["secondaryFields"]))) == "gift"
    crowded = tuple(Field(f"f{at}", "x", at) for at in range(4))
    with pytest.raises(BadCard, match="5 secondary"):
        build(of_kind(Kind.STAMPS, secondary=crowded), signer, now=NOW)


def test_a_coupon_says_what_it_gives_and_when(signer: Signer) -> None:
    made = document(of_kind(Kind.COUPON), signer)
    rows = made["coupon"]
    assert values(rows["primaryFields"]) == {"tessera-title": "Кофе в подарок"}
    back = values(rows["backFields"])
    assert back["tessera-valid-from"] == "2026-03-17T09:00:00Z"
    assert back["tessera-terms"] == "Один раз"
    assert made["expirationDate"] == "2026-04-16T09:00:00Z"
    assert "semantics" not in made
    own = (Field("percent", "", "-20 %"),)
    rows = document(of_kind(Kind.COUPON, primary=own), signer)["coupon"]
    assert values(rows["primaryFields"]) == {"percent": "-20 %"}


def test_a_ticket_says_where_and_when(signer: Signer) -> None:
    made = document(of_kind(Kind.TICKET, outlets=(), occasions=()), signer)
    rows = made["eventTicket"]
    assert values(rows["primaryFields"]) == {"tessera-title": "Каппинг"}
    assert values(rows["secondaryFields"]) == {
        "tessera-starts": "2026-03-20T09:00:00Z",
        "tessera-doors": "2026-03-20T08:30:00Z",
    }
    assert values(rows["auxiliaryFields"]) == {
        "tessera-venue": "Зал",
        "tessera-seat": "Ряд 3, место 7",
        "tessera-gate": "B",
    }
    assert values(rows["backFields"])["tessera-address"] == "Мясницкая, 7"
    assert made["semantics"] == {
        "eventType": "PKEventTypeGeneric",
        "eventName": "Каппинг",
        "eventStartDate": "2026-03-20T09:00:00Z",
        "eventEndDate": "2026-03-20T11:00:00Z",
        "venueDoorsOpenDate": "2026-03-20T08:30:00Z",
        "venueName": "Зал",
        "venueLocation": {"latitude": 55.76, "longitude": 37.63},
        "venueEntrance": "B",
        "seats": [{"seatDescription": "Ряд 3, место 7"}],
    }
    starts = "2026-03-20T09:00:00Z"
    assert made["relevantDates"] == [{"date": starts, "relevantDate": starts}]
    assert made["relevantDate"] == starts
    assert made["locations"][0]["relevantText"] == "Зал"


def test_a_ticket_speaks_english_too(signer: Signer) -> None:
    seen = opened(of_kind(Kind.TICKET), signer)
    rows = seen.document["eventTicket"]
    labels = {field["label"] for field in rows["secondaryFields"]}
    assert labels == {"Начало", "Вход открыт"}
    assert {seen.strings["en"][label] for label in labels} == {"Starts", "Doors"}


def test_a_membership_shows_its_member(signer: Signer) -> None:
    made = document(of_kind(Kind.MEMBERSHIP), signer)
    assert values(made["generic"]["primaryFields"]) == {
        "tessera-holder": "Анна Константинопольская"
    }
    assert made["semantics"] == {
        "membershipProgramName": "Полдень",
        "membershipProgramNumber": "381333931",
        "membershipProgramStatus": "Серебро",
    }
    nameless = document(of_kind(Kind.MEMBERSHIP, holder=""), signer)
    assert "primaryFields" not in nameless["generic"]


@pytest.mark.parametrize("kind", [Kind.POINTS, Kind.STAMPS, Kind.MEMBERSHIP])
def test_a_poster_stands_beside_its_fallback(signer: Signer, kind: Kind) -> None:
    package = build(of_kind(kind, is_poster=True), signer, now=NOW)
    assert diagnose(package) == []
    seen = open_pkpass(package)
    poster = seen.document["posterGeneric"]
    assert STYLES[kind] in seen.document
    title = poster["primaryFields"][0]
    assert title == {"key": "tessera-title", "value": "Полдень"}
    assert all("label" in field for field in poster["primaryFields"][1:])
    assert {"background@3x.png", "primaryLogo@2x.png"} <= set(seen.files)


@pytest.mark.parametrize("kind", [Kind.COUPON, Kind.TICKET])
def test_other_kinds_have_no_poster(signer: Signer, kind: Kind) -> None:
    with pytest.raises(BadCard, match="poster"):
        build(of_kind(kind, is_poster=True), signer, now=NOW)


def some_fields(count: int, prefix: str = "f") -> tuple[Field, ...]:
    return tuple(Field(f"{prefix}{at}", "x", at) for at in range(count))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TICKET])
def test_four_fields_share_a_row(signer: Signer, kind: Kind) -> None:
    changes: dict[str, Any] = {"primary": (), "secondary": some_fields(3)}
    fits = of_kind(kind, **changes, auxiliary=some_fields(1, "a"))
    assert opened(fits, signer)
    with pytest.raises(BadCard, match="5 secondary and auxiliary fields together"):
        build(replace(fits, auxiliary=some_fields(2, "a")), signer, now=NOW)
    with pytest.raises(BadCard, match="4 header"):
        build(replace(fits, header=some_fields(4, "h")), signer, now=NOW)


def test_a_ticket_has_two_rows_of_four(signer: Signer) -> None:
    fits = of_kind(Kind.TICKET, secondary=some_fields(2), auxiliary=some_fields(1, "a"))
    rows = document(fits, signer)["eventTicket"]
    assert len(rows["secondaryFields"]) == len(rows["auxiliaryFields"]) == 4
    with pytest.raises(BadCard, match="5 secondary fields"):
        build(replace(fits, secondary=some_fields(3)), signer, now=NOW)
    with pytest.raises(BadCard, match="5 auxiliary fields"):
        build(replace(fits, auxiliary=some_fields(2, "a")), signer, now=NOW)


def test_the_librarys_own_keys_are_reserved(signer: Signer) -> None:
    stranger = (Field("tessera-link-1", "x", "y"),)
    with pytest.raises(BadCard, match="tessera-link-1"):
        build(card(back=stranger), signer, now=NOW)


def test_empty_texts_are_left_out(signer: Signer) -> None:
    changes = {"secondary": (Field("a", "x", ""), Field("b", "", {"ru": "", "en": ""}))}
    assert "secondaryFields" not in document(card(**changes), signer)["storeCard"]


def test_a_name_is_not_translated_by_chance(signer: Signer) -> None:
    names = (Field("holder", {"ru": "Имя", "en": "Name"}, "Баллы"),)
    seen = opened(card(auxiliary=names), signer)
    rows = seen.document["storeCard"]
    label, name = rows["headerFields"][0]["label"], rows["auxiliaryFields"][0]["value"]
    assert seen.strings["en"][label] == "Points"
    assert name not in seen.strings["en"]
    assert name.strip("\u2060") == "Баллы"


def test_occasions_come_in_both_spellings(signer: Signer) -> None:
    moscow = timezone(timedelta(hours=3))
    occasions = (
        Occasion(NOW.astimezone(moscow)),
        Occasion(NOW, NOW + timedelta(hours=5)),
    )
    assert document(card(occasions=occasions), signer)["relevantDates"] == [
        {"date": "2026-03-17T09:00:00Z", "relevantDate": "2026-03-17T09:00:00Z"},
        {"startDate": "2026-03-17T09:00:00Z", "endDate": "2026-03-17T14:00:00Z"},
    ]


def test_two_actions_are_featured_in_order(signer: Signer) -> None:
    actions = (
        Action(ActionType.OFFERS, "https://example.org/1"),
        Action(ActionType.CALL, "tel:+74951234567"),
        Action(ActionType.SHOP, "https://example.org/3"),
    )
    made = document(card(actions=actions), signer)["featuredActions"]
    assert [(one["type"], one["url"]) for one in made] == [
        ("viewOffersRewards", "https://example.org/1"),
        ("call", "tel:+74951234567"),
    ]
    assert len({one["identifier"] for one in made}) == 2


def test_ten_places_at_most(signer: Signer) -> None:
    outlets = tuple(Outlet(f"№ {at}", at, at) for at in range(10))
    assert len(document(card(outlets=outlets), signer)["locations"]) == 10
    with pytest.raises(BadCard, match="11 outlets"):
        build(card(outlets=(*outlets, outlets[0])), signer, now=NOW)


@given(moment=some.timedeltas(timedelta(0), timedelta(days=40_000)))
def test_times_are_read_back_as_they_were(moment: timedelta) -> None:
    then = (datetime(2000, 1, 1, tzinfo=UTC) + moment).replace(microsecond=0)
    said = field_json(Field("t", "", then), Words("ru"))["value"]
    assert said.endswith("Z")
    assert datetime.fromisoformat(said) == then
