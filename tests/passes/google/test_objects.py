"""Every kind of card as Google's class and object, held against Google's schema."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from passes.card import (
    BadCard,
    Barcode,
    Field,
    Kind,
    Money,
    Outlet,
    Progress,
    Symbology,
)
from passes.google.checks import findings
from passes.google.objects import class_of
from passes.google.parts import Pictures
from passes.google.patches import patch_of, retired
from passes.google.resources import (
    Resource,
    class_id,
    is_alike,
    issuer_id,
    object_id,
)
from passes.google.words import money, spelt
from tests.passes.google.examples import (
    ISSUER,
    PICTURES,
    ROTATION,
    a_class,
    an_object,
    full,
    points,
)
from tests.passes.samples import NOW, card
from tests.standins.google import schema

TYPES = {
    Kind.POINTS: "loyalty",
    Kind.STAMPS: "loyalty",
    Kind.DISCOUNT: "loyalty",
    Kind.COUPON: "offer",
    Kind.GIFT_CARD: "giftCard",
    Kind.TICKET: "eventTicket",
    Kind.VISITS: "generic",
    Kind.MEMBERSHIP: "generic",
}


def texts(resource: Resource) -> dict[str, str]:
    """Text modules by id."""
    return {module["id"]: module["body"] for module in resource.body["textModulesData"]}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_valid(kind: Kind) -> None:
    """Google's schema and prose find nothing wrong, and neither do we."""
    for whole in (full(kind), full(kind, voided=True, holder="", level="")):
        for made in (a_class(whole), an_object(whole)):
            name = schema.message_of(made.type)
            assert made.type.startswith(TYPES[kind])
            assert list(schema.faults(name, made.body)) == []
            assert not any(found.is_fatal for found in findings(made))


@pytest.mark.parametrize("kind", list(Kind))
def test_all_cards_of_a_class_give_one_class(kind: Kind) -> None:
    """Nothing personal and nothing of the moment is in it."""
    one = full(kind)
    other = replace(
        one,
        serial="other",
        number="7",
        holder="Пётр",
        language="en",
        back=(),
        auxiliary=(Field("aux", "Ещё", "1"),),
        outlets=(),
        links=(),
        starts_at=None,
    )
    assert a_class(one).digest == a_class(other).digest
    assert an_object(one).digest != an_object(other).digest
    assert "Анна" not in str(a_class(one).body)


def test_points() -> None:
    made = an_object(full(Kind.POINTS))
    assert made.body["loyaltyPoints"]["label"] == "Баллы"
    assert made.body["loyaltyPoints"]["balance"] == {"int": 1240}
    assert made.body["accountId"] == "381333931"
    assert made.body["accountName"] == "Анна Константинопольская"
    assert made.body["merchantLocations"] == [{"latitude": 55.76, "longitude": 37.63}]
    assert "locations" not in made.body
    assert texts(made)["rules"] == 'Балл = "рубль"\nвсегда'
    assert texts(made)["card-1"] == "17 мар. 2026\u202fг., 09:00"
    links = made.body["linksModuleData"]["uris"]
    assert [link["uri"] for link in links] == [
        "https://example.org/shop",
        "https://example.org/",
        "tel:+74950000000",
    ]


def test_balances_by_type() -> None:
    def balance(value: Any) -> Any:
        field = Field("sum", "Сумма", value)
        made = an_object(full(Kind.POINTS, header=(field,)))
        return made.body["loyaltyPoints"]["balance"]

    assert balance(-3) == {"int": -3}
    assert balance(2**31) == {"string": "2\xa0147\xa0483\xa0648"}
    rubles = {"micros": "1500500000", "currencyCode": "RUB"}
    assert balance(Money(150_050, "RUB")) == {"money": rubles}
    assert money(Money(150, "JPY"))["micros"] == "150000000"
    assert balance({"ru": "семь", "en": "seven"}) == {"string": "семь"}


def test_the_second_balance_is_one_that_fits() -> None:
    since = Field("since", "С нами", date(2024, 3, 1))
    visits = Field("visits", "Визиты", 12)
    made = an_object(full(Kind.POINTS, primary=(since,), secondary=(visits,)))
    assert made.body["secondaryLoyaltyPoints"]["balance"] == {"int": 12}
    assert texts(made)["card-1"] == "1 мар. 2024\u202fг."
    made = an_object(full(Kind.POINTS, primary=(), secondary=(since,)))
    second = made.body["secondaryLoyaltyPoints"]["balance"]
    assert second == {"string": "1 мар. 2024\u202fг."}
    made = an_object(full(Kind.POINTS, primary=(), secondary=()))
    assert "secondaryLoyaltyPoints" not in made.body


def test_stamps_and_visits() -> None:
    stamps = an_object(full(Kind.STAMPS))
    assert stamps.body["loyaltyPoints"]["balance"] == {"string": "3/8"}
    assert stamps.body["heroImage"]["sourceUri"]["uri"] == PICTURES.hero_url
    own = full(Kind.STAMPS, header=(Field("cups", "Чашки", "5/9"),))
    assert an_object(own).body["loyaltyPoints"]["balance"] == {"string": "5/9"}
    visits = an_object(full(Kind.VISITS, progress=Progress(2, 10)))
    assert texts(visits)["card-1"] == "2/10"
    assert visits.body["genericType"] == "GENERIC_SEASON_PASS"


def test_levels_are_classes() -> None:
    silver = a_class(full(Kind.POINTS, level={"ru": "Серебро", "en": "Silver"}))
    assert silver.body["rewardsTier"] == "Серебро"
    tier = silver.body["localizedRewardsTier"]
    assert tier["translatedValues"] == [{"language": "en", "value": "Silver"}]
    plain = a_class(full(Kind.POINTS, level=""))
    assert "rewardsTier" not in plain.body
    assert patch_of(plain)["rewardsTier"] is None
    ids = {class_id(ISSUER, "club", level) for level in ("", "Серебро", "Золото", "a")}
    assert len(ids) == 4


def test_class_settings() -> None:
    made = a_class(full(Kind.POINTS, sharing_prohibited=False)).body
    assert made["multipleDevicesAndHoldersAllowedStatus"] == "MULTIPLE_HOLDERS"
    assert made["reviewStatus"] == "UNDER_REVIEW"
    assert made["hexBackgroundColor"] == "#1f4b3f"
    assert made["callbackOptions"] == {"url": "https://cards.example/google"}
    assert made["securityAnimation"] == {"animationType": "FOIL_SHIMMER"}
    assert made["issuerName"] == "Полдень"
    assert made["programName"] == "Завтраки"
    only = a_class(full(Kind.POINTS, sharing_prohibited=True)).body
    assert only["multipleDevicesAndHoldersAllowedStatus"] == "ONE_USER_ALL_DEVICES"


def test_a_generic_class_has_no_more_than_it_may() -> None:
    made = a_class(full(Kind.MEMBERSHIP)).body
    assert not made.keys() & {"issuerName", "reviewStatus", "hexBackgroundColor"}
    shown = an_object(full(Kind.MEMBERSHIP)).body
    assert shown["hexBackgroundColor"] == "#1f4b3f"
    assert shown["cardTitle"]["defaultValue"]["value"] == "Полдень"
    assert shown["header"]["defaultValue"]["value"] == "Завтраки"
    reminder = {"expiryNotification": {"enableNotification": True}}
    assert shown["notifications"] == reminder
    later = an_object(full(Kind.MEMBERSHIP, expires_at=None)).body
    assert later["notifications"].keys() == {"upcomingNotification"}
    ever = an_object(full(Kind.MEMBERSHIP, expires_at=None, starts_at=None)).body
    assert "notifications" not in ever
    assert "validTimeInterval" not in ever


def test_coupon() -> None:
    group = a_class(full(Kind.COUPON)).body
    assert group["title"] == "Завтраки"
    assert group["provider"] == "Полдень"
    assert group["redemptionChannel"] == "BOTH"
    assert group["finePrint"] == "Только утром"


def test_gift_card() -> None:
    assert a_class(full(Kind.GIFT_CARD)).body["allowBarcodeRedemption"] is True
    made = an_object(full(Kind.GIFT_CARD)).body
    assert made["balance"] == {"micros": "1500000000", "currencyCode": "RUB"}
    assert made["balanceUpdateTime"] == {"date": "2026-03-17T09:00:00Z"}
    assert made["barcode"] == {
        "type": "EAN_13",
        "value": "4006381333931",
    }
    with pytest.raises(BadCard, match="amount of money"):
        an_object(full(Kind.GIFT_CARD, header=()))


def test_ticket() -> None:
    group = a_class(full(Kind.TICKET)).body
    address = group["venue"]["address"]["defaultValue"]["value"]
    assert address == "ул. Мясницкая, 1\nМосква"
    assert group["dateTime"] == {
        "doorsOpen": "2026-03-17T08:00:00Z",
        "start": "2026-03-17T09:00:00Z",
        "end": "2026-03-17T11:00:00Z",
    }
    made = an_object(full(Kind.TICKET)).body
    assert made["ticketHolderName"] == "Анна Константинопольская"
    assert made["seatInfo"]["gate"]["defaultValue"]["value"] == "A"


def test_states() -> None:
    def state(kind: Kind, **changes: Any) -> Any:
        return an_object(full(kind, **changes)).body["state"]

    assert state(Kind.POINTS) == "ACTIVE"
    assert state(Kind.POINTS, expires_at=NOW) == "EXPIRED"
    assert state(Kind.POINTS, voided=True, expires_at=NOW) == "INACTIVE"
    assert state(Kind.COUPON, voided=True) == "COMPLETED"
    life = an_object(full(Kind.POINTS)).body["validTimeInterval"]
    assert life["end"] == {"date": "2026-04-16T09:00:00Z"}


@pytest.mark.parametrize(
    ("kind", "value", "drawn", "as_value"),
    [
        (Symbology.QR, "Карта 7", "QR_CODE", "Карта 7"),
        (Symbology.EAN13, "400638133393", "EAN_13", "4006381333931"),
        (Symbology.EAN13, "4006381333932", "QR_CODE", "4006381333932"),
        (Symbology.EAN8, "9638507", "EAN_8", "96385074"),
        (Symbology.ITF, "12345678901231", "ITF_14", "12345678901231"),
        (Symbology.ITF, "1234", "QR_CODE", "1234"),
        (Symbology.CODE128, "A-1", "CODE_128", "A-1"),
        (Symbology.CODE39, "A-1", "CODE_39", "A-1"),
        (Symbology.PDF417, "A", "PDF_417", "A"),
        (Symbology.AZTEC, "A", "AZTEC", "A"),
        (Symbology.DATA_MATRIX, "A", "DATA_MATRIX", "A"),
    ],
)
def test_codes(kind: Symbology, value: str, drawn: str, as_value: str) -> None:
    made = an_object(points(1, barcode=Barcode(value, kind))).body["barcode"]
    assert (made["type"], made["value"]) == (drawn, as_value)
    assert ("renderEncoding" in made) is (drawn == "QR_CODE")


def test_a_rotating_code_stands_beside_a_lasting_one() -> None:
    made = an_object(full(Kind.POINTS)).body
    assert made["barcode"]["value"] == "TES1:381333931"
    assert made["rotatingBarcode"] == {
        "type": "QR_CODE",
        "valuePattern": ROTATION.pattern,
        "renderEncoding": "UTF_8",
        "alternateText": "381 333 931",
        "totpDetails": {
            "algorithm": "TOTP_SHA1",
            "periodMillis": "30000",
            "parameters": [{"key": "6B" * 20, "valueLength": 8}],
        },
    }
    flat = Barcode("A-1", Symbology.PDF417, rotation=ROTATION)
    made = an_object(points(1, barcode=flat)).body["rotatingBarcode"]
    assert made["type"] == "PDF_417"
    assert "renderEncoding" not in made


def test_ten_places_are_kept() -> None:
    places = tuple(Outlet("Магазин", at, at) for at in range(15))
    made = an_object(points(1, outlets=places)).body
    assert [place["latitude"] for place in made["merchantLocations"]] == [*range(10)]


def test_fields_without_words_and_with_our_names() -> None:
    """Nothing is refused for a value that is empty today, or a key that we use too."""
    whole = points(
        1,
        auxiliary=(Field("empty", "Пусто", ""),),
        back=(
            Field("terms", "Правила", "Как у всех"),
            Field("card-1", "", "Без подписи"),
            Field("a.b", "Пусто", {"ru": "", "en": ""}),
        ),
    )
    with pytest.raises(BadCard, match="card-1"):
        an_object(whole)
    shown = texts(an_object(replace(whole, back=whole.back[::2])))
    assert shown["card-terms"] == "Только утром"
    assert shown["terms"] == "Как у всех"
    assert "a_b" not in shown
    assert "Пусто" not in str(an_object(replace(whole, back=())).body)


def test_values_in_words() -> None:
    assert spelt(1240) == {"ru": "1\xa0240", "en": "1,240"}
    assert spelt(7) == "7"
    assert spelt(Money(-150_050, "RUB")) == {
        "ru": "-1\xa0500,50\xa0₽",
        "en": "-RUB\xa01,500.50",
    }
    assert spelt("слово") == "слово"
    assert spelt({"ru": "а", "en": "b"}) == {"ru": "а", "en": "b"}


def test_a_loyalty_card_needs_a_logo_that_google_can_fetch() -> None:
    with pytest.raises(BadCard, match="programLogo"):
        a_class(full(Kind.POINTS), pictures=Pictures())
    with pytest.raises(BadCard, match="https"):
        Pictures("http://cards.example/logo.png")
    with pytest.raises(BadCard, match=r"callbackOptions\.url"):
        a_class(full(Kind.POINTS), callback_url="http://cards.example/")
    with pytest.raises(BadCard, match="id"):
        class_of(card(), class_id="no issuer", pictures=PICTURES)


def test_ids_are_lasting_plain_and_nobodys() -> None:
    assert object_id(ISSUER, "b7c1") == f"{ISSUER}.b7c1"
    assert class_id(ISSUER, "Клуб") == class_id(ISSUER, "Клуб")
    assert class_id(ISSUER, "a.b") != class_id(ISSUER, "a", "b")
    for personal in ("+79161234567", "79161234567", "a@example.org", "4006381333931"):
        with pytest.raises(BadCard):
            object_id(ISSUER, personal)
    with pytest.raises(BadCard):
        object_id(ISSUER, "")


@pytest.mark.parametrize(
    "issuer", ["", "0", "-1", "1" * 21, str(2**63), "a", "33 8", "３３８", "1.5"]
)
def test_issuers(issuer: str) -> None:
    with pytest.raises(BadCard):
        issuer_id(issuer)
    assert issuer_id(str(2**63 - 1)) == str(2**63 - 1)


def test_words_are_alike_in_both_spellings() -> None:
    assert is_alike("underReview", "UNDER_REVIEW")
    assert is_alike("ACTIVE", "ACTIVE")
    assert not is_alike("inactive", "ACTIVE")
    assert not is_alike(None, "ACTIVE")


def test_the_digest_changes_with_anything() -> None:
    first, second = an_object(points(1)), an_object(points(1))
    assert first.digest == second.digest
    assert an_object(points(2)).digest != first.digest
    assert an_object(points(1), NOW + timedelta(days=31)).digest != first.digest


@pytest.mark.parametrize("kind", list(Kind))
def test_a_retired_card_says_nothing(kind: Kind) -> None:
    """Every field that we ever write is emptied, but for identity and what is required."""
    made = an_object(full(kind))
    emptied = retired(made.type, made.id)
    kept = made.body.keys() - emptied.keys()
    assert kept <= {
        "classId",
        "cardTitle",
        "header",
        "genericType",
        "hexBackgroundColor",
    }
    assert emptied["state"] == "INACTIVE"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_patch_names_all_that_a_full_card_has(kind: Kind) -> None:
    """So nothing of it can stay behind on a bare one."""
    bare = full(
        kind,
        holder="",
        level="",
        links=(),
        actions=(),
        outlets=(),
        secondary=(),
        back=(),
        terms="",
        starts_at=None,
        expires_at=None,
    )
    for rich, poor in ((an_object(full(kind)), an_object(bare)),):
        assert rich.body.keys() <= patch_of(poor).keys()
    poor_class = a_class(bare, callback_url="", is_shimmering=False)
    assert a_class(full(kind)).body.keys() <= patch_of(poor_class).keys()
