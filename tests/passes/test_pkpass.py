"""Every package is opened again: archive, hashes, signature, chain and words."""

import codecs
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from passes.apple.pkpass import build
from passes.apple.signing import Signer
from passes.card import (
    BadCard,
    Barcode,
    Brand,
    Card,
    Field,
    Outlet,
    Pattern,
)
from passes.pictures import UnreadableImage
from passes.testing import BrokenPackage, DemoIdentity, demo_identity, open_pkpass
from tests.passes import openssl
from tests.passes.samples import (
    BRAND,
    NOW,
    PASS_TYPE,
    TEAM,
    VALUE,
    card,
    png,
    unpacked,
)


def opened(whole: Card, signer: Signer) -> dict[str, Any]:
    return dict(open_pkpass(build(whole, signer, now=NOW)).document)


def test_a_phone_takes_it(package: bytes, identity: DemoIdentity) -> None:
    seen = open_pkpass(package, root_pem=identity.root_pem)
    assert seen.signed_at == NOW
    document = seen.document
    assert document["formatVersion"] == 1
    assert document["passTypeIdentifier"] == PASS_TYPE
    assert document["teamIdentifier"] == TEAM
    assert document["backgroundColor"] == "rgb(31, 75, 63)"
    assert document["sharingProhibited"] is True
    assert document["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR",
            "message": VALUE,
            "messageEncoding": "iso-8859-1",
            "altText": "381 333 931",
        }
    ]
    assert "webServiceURL" not in document
    assert "voided" not in document
    fields = document["storeCard"]
    assert fields["headerFields"] == [
        {
            "key": "points",
            "label": "Баллы",
            "value": 1240,
            "numberStyle": "PKNumberStyleDecimal",
            "changeMessage": "Теперь баллов: %@",
        }
    ]
    since, soon = fields["secondaryFields"]
    assert since["value"] == "2024-03-01T00:00:00Z"
    assert since["ignoresTimeZone"] is True
    assert soon["value"] == "2026-03-17T09:00:00Z"
    assert fields["backFields"][-1]["attributedValue"] == (
        "<a href='https://example.org/?a=1&amp;b=2'>"
        "https://example.org/?a=1&amp;b=2</a>"
    )


def test_openssl_agrees(package: bytes, identity: DemoIdentity, tmp_path: Path) -> None:
    openssl.verify(package, identity, tmp_path)


def test_nothing_is_deflated_and_everything_is_listed(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        kinds = {entry.compress_type for entry in archive.infolist()}
        assert kinds == {zipfile.ZIP_STORED}
    files = unpacked(package)
    listed = json.loads(files.pop("manifest.json"))
    files.pop("signature")
    assert listed == {
        name: hashlib.sha1(data).hexdigest() for name, data in files.items()
    }


def test_pictures_have_apples_sizes(package: bytes) -> None:
    files = unpacked(package)
    for times, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
        icon, logo, strip = (
            Image.open(io.BytesIO(files[f"{name}{suffix}.png"]))
            for name in ("icon", "logo", "strip")
        )
        assert icon.size == (38 * times, 38 * times)
        assert strip.size == (375 * times, 144 * times)
        assert logo.width <= 160 * times
        assert logo.height == 50 * times
        assert icon.convert("RGB").getpixel((0, 0)) == (31, 75, 63)


def test_every_pattern_and_a_letter_are_drawn(signer: Signer) -> None:
    looks = set()
    for pattern in Pattern:
        brand = replace(BRAND, pattern=pattern)
        files = unpacked(build(card(brand=brand), signer, now=NOW))
        assert "strip@3x.png" in files
        looks.add((files["icon@3x.png"], files["strip@3x.png"]))
    assert len(looks) == len(Pattern)


def test_the_brands_own_logo_is_used(signer: Signer) -> None:
    logo = png(Image.new("RGB", (640, 100), "#ff0000"))
    brand = replace(BRAND, logo=logo)
    files = unpacked(build(card(brand=brand), signer, now=NOW))
    picture = Image.open(io.BytesIO(files["logo@2x.png"])).convert("RGB")
    assert picture.size == (320, 50)
    assert picture.getpixel((160, 25)) == (255, 0, 0)
    with pytest.raises(UnreadableImage):
        build(card(brand=replace(BRAND, logo=b"<svg/>")), signer, now=NOW)


def test_words_travel_in_both_languages(package: bytes, signer: Signer) -> None:
    seen = open_pkpass(package)
    raw = seen.files["en.lproj/pass.strings"]
    assert raw.startswith(codecs.BOM_UTF16_BE)
    assert seen.strings["en"]["Баллы"] == "Points"
    assert seen.strings["ru"]["Баллы"] == "Баллы"
    assert seen.strings["en"]['Балл = "рубль"\nвсегда'] == 'A point = "1"\nalways'
    assert "%@" in seen.strings["en"]["Теперь баллов: %@"]
    assert seen.document["organizationName"] == "Полдень"
    english = open_pkpass(build(card(language="en"), signer, now=NOW))
    assert english.document["organizationName"] == "Polden"
    assert english.strings["ru"]["Points"] == "Баллы"


def test_one_wording_may_have_two_translations(signer: Signer) -> None:
    back = (
        Field("a", {"ru": "Карта", "en": "Card"}, "1"),
        Field("b", {"ru": "Карта", "en": "Map"}, "2"),
        Field("c", {"ru": "Карта", "en": "Card"}, "3"),
    )
    seen = open_pkpass(build(card(back=back, links=()), signer, now=NOW))
    labels = [field["label"] for field in seen.document["storeCard"]["backFields"]]
    assert [seen.strings["en"][label] for label in labels] == ["Card", "Map", "Card"]
    assert {seen.strings["ru"][label] for label in labels} == {"Карта"}


def test_life_and_web_service_are_written_when_they_are_there(signer: Signer) -> None:
    made = opened(
        card(
            voided=True,
            expires_at=datetime(2027, 1, 31, 20, 59, 59, tzinfo=UTC),
            web_service_url="https://example.org/apple",
            authentication_token="0123456789abcdef",
            sharing_prohibited=False,
        ),
        signer,
    )
    assert made["voided"] is True
    assert made["expirationDate"] == "2027-01-31T20:59:59Z"
    assert made["webServiceURL"] == "https://example.org/apple"
    assert made["sharingProhibited"] is False
    assert made["locations"] == [
        {"latitude": 55.76, "longitude": 37.63, "relevantText": "Мясницкая"}
    ]


def test_a_bare_card_is_enough(signer: Signer) -> None:
    bare = Card(
        serial="1",
        number="1",
        brand=Brand("A", BRAND.colours),
        description="Card",
        barcode=Barcode("1"),
    )
    assert opened(bare, signer)["storeCard"] == {}


def test_equal_cards_give_equal_bytes(signer: Signer) -> None:
    assert build(card(), signer, now=NOW) == build(card(), signer, now=NOW)


def some(count: int) -> tuple[Field, ...]:
    return tuple(Field(f"f{at}", "x", at) for at in range(count))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"header": some(4)}, "header"),
        ({"primary": some(2)}, "primary"),
        ({"secondary": some(3), "auxiliary": some(5)[3:]}, "secondary"),
        ({"outlets": (Outlet("A", 1, 1),) * 11}, "outlets"),
        ({"web_service_url": "https://example.org"}, "together"),
        ({"authentication_token": "0123456789abcdef"}, "together"),
        (
            {
                "web_service_url": "http://example.org",
                "authentication_token": "0123456789abcdef",
            },
            "https",
        ),
        (
            {"web_service_url": "https://example.org", "authentication_token": "1"},
            "token",
        ),
    ],
)
def test_apples_limits_are_refused(
    signer: Signer, changes: dict[str, Any], word: str
) -> None:
    assert opened(card(secondary=some(2), auxiliary=some(4)[2:]), signer)
    with pytest.raises(BadCard, match=word):
        build(card(**changes), signer, now=NOW)


def test_a_foreign_root_is_not_trusted(package: bytes) -> None:
    stranger = demo_identity(PASS_TYPE, TEAM, now=NOW)
    with pytest.raises(BrokenPackage, match="trusted root"):
        open_pkpass(package, root_pem=stranger.root_pem)
