"""Codes: the symbology asked for first, a QR code last, nothing that cannot be read."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some

from passes.apple.codes import FORMATS, barcodes_json
from passes.apple.words import Words
from passes.card import BadCard, Barcode, Symbology
from tests.passes.samples import VALUE

EAN = "4601234567893"


def made(barcode: Barcode) -> list[dict[str, str]]:
    return barcodes_json(barcode, Words("ru"))


@pytest.mark.parametrize(
    ("kind", "value", "formats"),
    [
        (Symbology.QR, VALUE, ["QR"]),
        (Symbology.QR, "Полдень", ["QR"]),
        (Symbology.AZTEC, VALUE, ["Aztec", "QR"]),
        (Symbology.PDF417, VALUE, ["PDF417", "QR"]),
        (Symbology.CODE128, VALUE, ["Code128", "QR"]),
        (Symbology.EAN13, EAN, ["EAN13", "QR"]),
        (Symbology.CODE39, "TES 1-2", ["Code39", "QR"]),
        (Symbology.ITF, "381333", ["I2of5", "QR"]),
        (Symbology.DATA_MATRIX, VALUE, ["QR"]),
        (Symbology.EAN8, "96385074", ["QR"]),
    ],
)
def test_codes_end_with_a_qr(kind: Symbology, value: str, formats: list[str]) -> None:
    codes = made(Barcode(value, kind, caption={"ru": "381 333", "en": "381 333"}))
    assert [code["format"] for code in codes] == [
        f"PKBarcodeFormat{name}" for name in formats
    ]
    for code in codes:
        assert code["message"].encode(code["messageEncoding"]).decode() == value
        assert code["altText"] == "381 333"


def test_what_no_phone_draws_is_written_out() -> None:
    (code,) = made(Barcode("96385074", Symbology.EAN8))
    assert code["altText"] == "96385074"
    assert "altText" not in made(Barcode(VALUE))[0]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Symbology.CODE128, "Полдень"),
        (Symbology.CODE128, "é"),
        (Symbology.CODE128, "1" * 81),
        (Symbology.EAN13, "4601234567890"),
        (Symbology.EAN13, "460123456789"),
        (Symbology.EAN13, "TES1"),
        (Symbology.EAN13, "４" * 13),
        (Symbology.CODE39, "tes1"),
        (Symbology.CODE39, "TES:1"),
        (Symbology.ITF, "123"),
        (Symbology.ITF, "12AB"),
        (Symbology.QR, "я" * 1001),
        (Symbology.PDF417, "1" * 1001),
        (Symbology.DATA_MATRIX, "1" * 2001),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: Symbology, value: str) -> None:
    with pytest.raises(BadCard, match="cannot carry"):
        made(Barcode(value, kind))


ALPHABETS = {
    Symbology.CODE128: some.characters(min_codepoint=0x20, max_codepoint=0x7E),
    Symbology.CODE39: some.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -.$/+%"),
    Symbology.AZTEC: some.characters(min_codepoint=0x20, max_codepoint=0x7E),
    Symbology.PDF417: some.characters(min_codepoint=0x20, max_codepoint=0x7E),
    Symbology.QR: some.characters(categories=("L", "N", "P")),
}
MAKERS = {
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE39: zxingcpp.BarcodeFormat.Code39,
    Symbology.AZTEC: zxingcpp.BarcodeFormat.Aztec,
    Symbology.PDF417: zxingcpp.BarcodeFormat.PDF417,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
}


@given(data=some.data(), kind=some.sampled_from(sorted(ALPHABETS)))
def test_what_is_taken_can_be_drawn(data: some.DataObject, kind: Symbology) -> None:
    value = data.draw(some.text(ALPHABETS[kind], min_size=1, max_size=60))
    if not value.strip():
        return
    assert made(Barcode(value, kind))[0]["format"] == FORMATS[kind].name
    assert zxingcpp.create_barcode(value, MAKERS[kind])


@given(digits=some.text("0123456789", min_size=13, max_size=13))
def test_the_check_digit_is_checked_as_in_shops(digits: str) -> None:
    try:
        zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    except ValueError:
        with pytest.raises(BadCard):
            made(Barcode(digits, Symbology.EAN13))
    else:
        assert made(Barcode(digits, Symbology.EAN13))
