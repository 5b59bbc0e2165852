"""Symbols are read back; photographs from strangers do no harm."""

import io
import re
import struct
import zlib
from xml.etree import ElementTree as ET

import pytest
import resvg_py
from PIL import Image, ImageDraw

from passes import barcode
from passes.barcode import (
    BadSymbol,
    Fault,
    UnreadableImage,
    check_digit,
    qr_png,
    qr_svg,
    read,
    symbol,
    symbol_png,
    symbol_svg,
)
from passes.card import Symbology
from tests.passes.samples import VALUE, codes, photographed, png

VALUES = {
    Symbology.QR: "https://example.org/j/полдень?s=door",
    Symbology.AZTEC: "TES1:381333931",
    Symbology.PDF417: "TES1:381333931",
    Symbology.DATA_MATRIX: "TES1:381333931",
    Symbology.CODE128: "TES1-381333931",
    Symbology.CODE39: "TES-381333931",
    Symbology.EAN13: "4601234567893",
    Symbology.EAN8: "46012340",
    Symbology.ITF: "38133393",
}
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(svg: str, scale: int) -> Image.Image:
    """Paint the few commands our SVG consists of, as a browser would."""
    root = ET.fromstring(svg)
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    paper = Image.new("L", (width * scale, height * scale), 128)
    pen = ImageDraw.Draw(paper)
    for path in root.iter(f"{NAMESPACE}path"):
        colour = 255 if path.get("fill") == "#fff" else 0
        tall = 1 if path.get("stroke") else None
        for x, y, rest in re.findall(r"M(\d+),([\d.]+)([^M]+)", path.attrib["d"]):
            across = int(re.findall(r"h(\d+)", rest)[0])
            down = tall or int(re.findall(r"v(\d+)", rest)[0])
            left, top = int(x) * scale, int(float(y)) * scale
            box = (left, top, left + across * scale - 1, top + down * scale - 1)
            pen.rectangle(box, fill=colour)
    return paper


def test_the_qr_svg_is_one_plain_element() -> None:
    svg = qr_svg(VALUE)
    root = ET.fromstring(svg)
    assert svg.startswith("<svg ")
    assert root.tag == f"{NAMESPACE}svg"
    assert not any("style" in node.attrib for node in root.iter())
    assert {node.tag for node in root.iter()} == {f"{NAMESPACE}svg", f"{NAMESPACE}path"}
    assert len(svg) < 2_500


@pytest.mark.parametrize("kind", Symbology)
def test_every_symbol_is_read_back_from_svg_and_png(kind: Symbology) -> None:
    value = VALUES[kind]
    assert codes(drawn(symbol_svg(value, kind), 4)) == [value]
    picture = Image.open(io.BytesIO(symbol_png(value, kind.value, scale=4)))
    assert codes(picture) == [value]
    assert read(png(photographed(picture.convert("L"), 0.9))) == [value]


@pytest.mark.parametrize("kind", Symbology)
def test_every_symbol_is_read_as_an_independent_painter_paints_it(
    kind: Symbology,
) -> None:
    """At the width it has on a card, with 300 dots to the inch."""
    svg = symbol_svg(VALUES[kind], kind)
    square = kind in {Symbology.QR, Symbology.AZTEC, Symbology.DATA_MATRIX}
    dots = round((28 if square else 76) / 25.4 * 300)
    painted = Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg, width=dots)))
    assert codes(painted.convert("L")) == [VALUES[kind]]


@pytest.mark.parametrize("kind", Symbology)
def test_the_quiet_zone_is_as_wide_as_the_standard_asks(kind: Symbology) -> None:
    asked = {
        Symbology.QR: 4,
        Symbology.AZTEC: 0,
        Symbology.DATA_MATRIX: 1,
        Symbology.PDF417: 2,
        Symbology.EAN13: 11,
        Symbology.EAN8: 7,
    }
    assert symbol(VALUES[kind], kind).quiet >= asked.get(kind, 10)
    picture = Image.open(io.BytesIO(symbol_png(VALUES[kind], kind, scale=1)))
    quiet = symbol(VALUES[kind], kind).quiet
    frame = picture.convert("L")
    for edge in (
        (0, 0, quiet, frame.height),
        (frame.width - quiet, 0, frame.width, frame.height),
        (0, 0, frame.width, quiet),
        (0, frame.height - quiet, frame.width, frame.height),
    ):
        assert frame.crop(edge).getextrema() == (255, 255)


@pytest.mark.parametrize("length", [1, 8, 40, 150, 600])
def test_the_fixed_mask_is_readable_at_every_size(length: int) -> None:
    for sign in ("0", "A", "a", "я"):
        value = sign * length
        assert codes(drawn(qr_svg(value), 3)) == [value]
        assert codes(Image.open(io.BytesIO(qr_png(value, scale=3)))) == [value]


def test_the_quiet_zone_is_white_and_as_wide_as_asked() -> None:
    narrow, wide = drawn(qr_svg(VALUE, border=0), 1), drawn(qr_svg(VALUE), 1)
    assert wide.width == narrow.width + 8
    assert wide.crop((0, 0, wide.width, 4)).getextrema() == (255, 255)
    assert wide.crop((4, 4, wide.width - 4, wide.width - 4)).tobytes() == (
        narrow.tobytes()
    )


def test_equal_values_are_drawn_once() -> None:
    qr_svg(VALUE)
    before = qr_svg.cache_info().hits
    assert qr_svg(VALUE) is qr_svg(VALUE)
    assert qr_svg.cache_info().hits == before + 2


def test_articles_gain_their_check_digit() -> None:
    assert read(symbol_png("460123456789", "ean13")) == ["4601234567893"]
    assert read(symbol_png("4601234", "ean8")) == ["46012340"]


def test_check_digits_are_the_standard_ones() -> None:
    for whole in ("4601234567893", "5901234123457", "96385074", "10614141000415"):
        assert check_digit(whole[:-1]) == whole[-1]


@pytest.mark.parametrize(
    ("value", "kind", "fault", "words"),
    [
        ("4601234567890", "ean13", Fault.WRONG_CHECK_DIGIT, "must be 3, not 0"),
        ("46012341", "ean8", Fault.WRONG_CHECK_DIGIT, "must be 0, not 1"),
        ("46012345678", "ean13", Fault.WRONG_LENGTH, "13 digits"),
        ("460123", "ean8", Fault.WRONG_LENGTH, "8 digits"),
        ("46012345678９3", "ean13", Fault.WRONG_SIGN, "digits only"),
        ("381", "itf", Fault.WRONG_LENGTH, "put a 0 in front"),
        ("38-1", "itf", Fault.WRONG_SIGN, "digits only"),
        ("TES1:381", "code39", Fault.WRONG_SIGN, "not ':'"),
        ("tes", "code39", Fault.WRONG_SIGN, "not 't'"),
        ("TES№1", "code128", Fault.WRONG_SIGN, "not '№'"),
        ("x" * 300, "code128", Fault.TOO_LONG, "too long"),
        ("1" * 2_001, "qr", Fault.TOO_LONG, "2000"),
        ("", "aztec", Fault.EMPTY, "empty"),
        ("1", "maxicode", Fault.UNKNOWN_KIND, "unknown"),
    ],
)
def test_a_refusal_says_what_is_wrong(
    value: str, kind: str, fault: Fault, words: str
) -> None:
    with pytest.raises(BadSymbol, match=re.escape(words)) as refused:
        symbol(value, kind)
    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "qr"),
        ("a\0b", "qr"),
        ("a\nb", "qr"),
        ("x" * 2_001, "qr"),
        ("я" * 1_900, "qr"),
        ("4601234567890", "ean13"),
        ("123", "ean13"),
        ("46012345678931", "ean13"),
        ("46012341", "ean8"),
        ("12345a78", "ean8"),
        ("123", "itf"),
        ("12a4", "itf"),
        ("abc", "code39"),
        ("привет", "code39"),
        ("привет", "code128"),
        ("x" * 300, "code128"),
        ("я" * 1_900, "data-matrix"),
        ("x" * 1_999, "pdf417"),
        ("1", "maxicode"),
        ("1", ""),
    ],
)
def test_what_a_symbol_cannot_hold_is_refused(value: str, kind: str) -> None:
    with pytest.raises(BadSymbol) as refused:
        symbol(value, kind)
    assert len(str(refused.value).split()) > 2


def test_impossible_drawings_are_refused() -> None:
    for scale in (0, -1, 1_000):
        with pytest.raises(BadSymbol):
            qr_png(VALUE, scale=scale)
    with pytest.raises(BadSymbol):
        qr_svg(VALUE, border=-1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_read(form: str) -> None:
    code = Image.open(io.BytesIO(qr_png(VALUE, scale=6))).convert("L")
    table = Image.new("L", (3_000, 2_000), 150)
    table.paste(photographed(code), (1_700, 900))
    assert read(png(table, form)) == [VALUE]


def test_two_codes_are_both_read_and_repeats_once() -> None:
    one, two = (
        Image.open(io.BytesIO(qr_png(value, scale=6))).convert("L")
        for value in ("one-1", "two-2")
    )
    table = Image.new("L", (1_100, 500), 255)
    for at, code in enumerate((one, two, one)):
        table.paste(code, (20 + at * 350, 100))
    assert sorted(read(png(table))) == ["one-1", "two-2"]


def test_a_code_on_glass_is_read() -> None:
    code = Image.open(io.BytesIO(qr_png(VALUE))).convert("L")
    glass = Image.new("LA", code.size, (0, 0))
    glass.putalpha(code.point(lambda shade: 255 - shade))
    assert read(png(glass)) == [VALUE]


def test_a_picture_without_a_code_says_nothing() -> None:
    assert read(png(Image.new("RGB", (900, 900), "white"))) == []


def huge_png() -> bytes:
    """A few bytes that claim to be 60,000 by 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "damaged"),
        (b"not a picture", "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 100, "damaged"),
        (qr_png(VALUE)[:120], "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "damaged"),
        (png(Image.new("L", (20, 20)), "GIF"), "damaged"),
        (png(Image.new("L", (20, 20)), "TIFF"), "damaged"),
        (huge_png(), "24 megapixels"),
        (png(Image.new("1", (5_100, 5_100)), "PNG"), "24 megapixels"),
        (b"\0" * 10_000_001, "10 MB"),
    ],
)
def test_bad_pictures_are_refused(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableImage, match=word):
        read(data)


def test_the_largest_phone_picture_is_taken() -> None:
    picture = Image.new("L", (5_712, 4_284), 255)
    code = Image.open(io.BytesIO(qr_png(VALUE, scale=20)))
    picture.paste(code.convert("L"), (2_000, 2_000))
    assert barcode.read(png(picture, "JPEG")) == [VALUE]
