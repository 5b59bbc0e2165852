"""Pictures from strangers: what is taken comes out clean, the rest is refused."""

import io
import random
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from passes.drawings import cleaned
from passes.pictures import (
    ImageFault,
    UnreadableImage,
    open_artwork,
    open_picture,
    reencoded,
)
from tests.passes.samples import png

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">'
XLINK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">'
)
SECRET = "Анна, 55.7558 N 37.6173 E"


def svg(body: str, head: str = HEAD) -> bytes:
    return f"{head}{body}</svg>".encode()


def refusal(data: bytes, opened: Callable[[bytes], object] = open_artwork) -> str:
    """The fault; the message must say what to do."""
    with pytest.raises(UnreadableImage) as refused:
        opened(data)
    assert len(str(refused.value).split()) > 6
    return refused.value.fault.value


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_only_pixels_survive(form: str) -> None:
    camera = Image.Exif()
    camera[0x010E] = SECRET
    camera[0x8825] = {1: "N", 2: (55.0, 45.0, 20.0)}
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET)
    photo = Image.new("RGB", (60, 40), "#c02040")
    options = {"pnginfo": words} if form == "PNG" else {}
    sent = saved(photo, form, exif=camera, icc_profile=b"\0" * 200, **options)
    for kept in ("PNG", "JPEG", "WEBP"):
        stored = reencoded(sent, longest_side=100, form=kept)
        picture = Image.open(io.BytesIO(stored))
        assert picture.format == kept
        assert not picture.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(picture.info)
        assert SECRET.encode() not in stored
        red, green, blue = picture.convert("RGB").getpixel((30, 20))
        assert (red > 180, green < 50, blue < 80) == (True, True, True)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_is_upright(turn: int) -> None:
    """The corner that the camera calls upper left is red, whichever way it was held."""
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 10, 10))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = upright.transpose(undo[turn]) if turn in undo else upright
    camera = Image.Exif()
    camera[0x0112] = turn
    opened = open_picture(saved(held, "PNG", exif=camera))
    assert opened.size == (40, 20)
    assert opened.tobytes() == upright.tobytes()


def sixteen_bits() -> Image.Image:
    picture = Image.new("I;16", (8, 8))
    picture.putdata([65_535 * (at % 8) // 7 for at in range(64)])
    return picture


@pytest.mark.parametrize(
    ("picture", "form", "mode"),
    [
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", "RGB"),
        (Image.new("P", (8, 8)), "PNG", "RGB"),
        (Image.new("1", (8, 8), 1), "PNG", "RGB"),
        (Image.new("LA", (8, 8), (9, 90)), "PNG", "LA"),
        (Image.new("RGBA", (8, 8), (9, 9, 9, 90)), "WEBP", "RGBA"),
        (Image.new("L", (8, 8), 200), "JPEG", "L"),
        (sixteen_bits(), "PNG", "L"),
    ],
)
def test_every_kind_of_pixel_becomes_eight_bits(
    picture: Image.Image, form: str, mode: str
) -> None:
    opened = open_picture(saved(picture, form))
    assert opened.mode == mode
    assert Image.open(io.BytesIO(reencoded(png(opened), longest_side=8))).size == (8, 8)


def test_inks_and_deep_greys_keep_their_shade() -> None:
    inks = saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG")
    red, green, blue = open_picture(inks).getpixel((4, 4))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)
    deep = open_picture(saved(sixteen_bits(), "PNG"))
    assert [deep.getpixel((at, 0)) for at in range(8)] == pytest.approx(
        [at * 255 / 7 for at in range(8)], abs=1
    )


def test_a_transparent_colour_stays_transparent() -> None:
    palette = Image.new("P", (8, 8), 0)
    sent = saved(palette, "PNG", transparency=0)
    assert open_picture(sent).convert("RGBA").getpixel((0, 0))[3] == 0
    white = Image.open(io.BytesIO(reencoded(sent, longest_side=8, form="JPEG")))
    assert min(white.convert("L").getextrema()) > 250


def test_of_a_film_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), shade) for shade in ("red", "green", "blue")]
    for form in ("PNG", "WEBP"):
        film = saved(
            frames[0], form, save_all=True, append_images=frames[1:], lossless=True
        )
        stored = Image.open(io.BytesIO(reencoded(film, longest_side=20)))
        assert getattr(stored, "n_frames", 1) == 1
        assert stored.convert("RGB").getpixel((9, 9)) == (255, 0, 0)


def test_large_pictures_are_made_smaller_and_small_ones_are_left() -> None:
    wide = png(Image.new("RGB", (900, 300)))
    for side, size in ((300, (300, 100)), (2_000, (900, 300))):
        stored = reencoded(wide, longest_side=side, form="WEBP")
        assert Image.open(io.BytesIO(stored)).size == size


def chunked(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of these chunks with right checksums."""
    body = b"".join(
        struct.pack(">I", len(data))
        + name
        + data
        + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def header(side: int) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)


def many_scans() -> bytes:
    """A JPEG that says its one scan a thousand times."""
    whole = saved(Image.new("L", (64, 64), 90), "JPEG", progressive=True)
    start, end = whole.index(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:start] + whole[start:end] * 300 + whole[end:]


def words_bomb() -> bytes:
    """A caption of a hundred megabytes in a hundred kilobytes."""
    caption = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    pixels = zlib.compress((b"\0" + b"\0" * 24) * 8)
    return chunked(header(8), (b"zTXt", caption), (b"IDAT", pixels), (b"IEND", b""))


NOISE = Image.frombytes("RGB", (40, 40), random.Random(1).randbytes(4_800))
PHOTO = saved(Image.new("RGB", (64, 64), "red"), "JPEG")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        PHOTO[: len(PHOTO) // 2],
        png(NOISE)[:2_000],
        saved(Image.new("L", (9, 9)), "GIF"),
        saved(Image.new("L", (9, 9)), "TIFF"),
        saved(Image.new("L", (9, 9)), "BMP"),
        saved(Image.new("L", (9, 9)), "ICO"),
        b"%PDF-1.7 " + b"\0" * 99,
        b"GIF89a" + PHOTO,
        b"PK\3\4" + b"\0" * 99,
        many_scans(),
        words_bomb(),
        chunked(header(8), (b"IDAT", b"nonsense"), (b"IEND", b"")),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data, open_picture) == ImageFault.UNREADABLE
    assert refusal(data) == ImageFault.UNREADABLE


def test_sizes_are_refused_before_decoding() -> None:
    pixels = zlib.compress(b"\0" * 1_000)
    claims = chunked(header(5_200), (b"IDAT", pixels), (b"IEND", b""))
    assert refusal(claims) == ImageFault.TOO_MANY_PIXELS
    assert refusal(b"\xff" * 10_000_001) == ImageFault.TOO_MANY_BYTES
    assert refusal(svg(" " * 500_001)) == ImageFault.TOO_MANY_BYTES


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_damage_is_refused_or_opened_never_worse(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))
    broken = bytearray(saved(NOISE, form))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(broken)))
    try:
        picture = open_picture(bytes(broken[:cut]))
    except UnreadableImage:
        return
    assert picture.mode in {"L", "LA", "RGB", "RGBA"}
    assert not picture.info


LOGO = svg(
    """<?xml-stylesheet href="https://example.org/a.css"?>
    <!-- made by hand --><title>Logo</title><metadata>notes</metadata>
    <sodipodi:namedview xmlns:sodipodi="urn:s" sodipodi:zoom="2"><x/></sodipodi:namedview>
    <style>/* a */ .a{fill:#00ff00}</style>
    <defs><linearGradient id="g"><stop offset="0" stop-color="#ff0000"/>
    <stop offset="1" stop-color="#ff0000"/></linearGradient>
    <rect id="r" width="20" height="50" data-name="x"/></defs>
    <rect width="50" height="50" style="fill:url(#g)" class="curly"/>
    <g clip-rule="evenodd"><rect x="50" width="20" height="50" class="a"/></g>
    <use xlink:href="#r" x="70" fill="#0000ff"/>""",
    XLINK,
)


def test_a_drawing_is_painted_as_it_was_meant() -> None:
    picture = open_artwork(LOGO)
    assert picture.size == (1024, 512)
    shades = [picture.getpixel((round(10.24 * x), 200)) for x in (25, 60, 80, 95)]
    assert shades == [(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (0,) * 4]
    stored = reencoded(LOGO, longest_side=64, artwork=True)
    assert Image.open(io.BytesIO(stored)).size == (64, 32)
    assert refusal(LOGO, open_picture) == ImageFault.UNREADABLE


def test_of_a_drawing_only_shapes_are_kept() -> None:
    kept = cleaned(LOGO)
    for word in ("title", "metadata", "sodipodi", "data-name", "stylesheet", "<!--"):
        assert word not in kept
    assert cleaned(kept.encode()) == kept


@pytest.mark.parametrize(
    "head",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="30mm" height="60mm">',
        (
            '\ufeff <?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
            ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0,1,2">'
        ),
    ],
)
def test_common_heads_are_understood(head: str) -> None:
    picture = open_artwork(svg('<path d="M0 0h99v99h-99z"/>', head))
    assert picture.size == (512, 1024)
    assert picture.getpixel((5, 5)) == (0, 0, 0, 255)


LAUGHS = "".join(
    f'<!ENTITY l{at} "' + f"&l{at - 1};" * 10 + '">' for at in range(1, 10)
)
PILE = '<g id="u0"><path d="M0 0h1v1z"/></g>' + "".join(
    f'<g id="u{at}">' + f'<use href="#u{at - 1}"/>' * 10 + "</g>" for at in range(1, 9)
)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        '<rect width="9" height="9" onload="alert(1)"/>',
        '<rect width="9" height="9" OnClick="alert(1)"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<image href="https://example.org/a.png" width="9" height="9"/>',
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
        '<use xlink:href="https://example.org/a.svg#a"/>',
        '<use href="file:///etc/passwd#a"/>',
        '<use href="javascript:alert(1)"/>',
        '<linearGradient id="a" xlink:href="//example.org/#b"/>',
        '<a href="https://example.org"><path d="M0 0h1"/></a>',
        '<rect width="9" height="9" fill="url(https://example.org/a#b)"/>',
        "<rect width='9' height='9' style=\"fill:url('http://example.org')\"/>",
        '<rect width="9" height="9" style="fill:u\\72l(http://example.org)"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>.a{fill:url(//example.org/a)}</style>",
        "<style>.a{fill:/**/url(//example.org/a)}</style>",
        "<style>@font-face{src:local(x)}</style>",
        "<style>.a{filter:url(#f)}</style>",
        "<text>hello</text>",
        '<filter id="f"><feGaussianBlur stdDeviation="999"/></filter>',
        '<animate attributeName="x" dur="1s"/>',
        '<pattern id="p" width=".001" height=".001"><path d="M0 0h1"/></pattern>',
        '<path d="M0 0h9" stroke="red" stroke-dasharray=".0001"/>',
        '<path d="M0 0h9" style="stroke-dasharray:.0001"/>',
        '<svg width="9" height="9"><svg><svg/></svg></svg>',
        "<path/>" * 50_000,
        '<g opacity=".5"><path d="M0 0h9v9z"/></g>' * 1_000,
        "<g>" * 200 + "</g>" * 200,
        "<g>" * 3_000 + "</g>" * 3_000,
        PILE + '<use href="#u8"/>',
        '<use href="#u8"/>' + PILE,
        '<g id="u"><use href="#u"/></g>',
        '<mask id="m" mask="url(#m)"><path d="M0 0h1"/></mask>',
        "".join(f'<g id="c{at}"><use href="#c{at - 1}"/></g>' for at in range(1, 99)),
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
        '<circle cx="50" cy="50" r="99" fill="red" fill-opacity=".5"/>' * 2_900,
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(body: str) -> None:
    assert refusal(svg(body, XLINK)) == ImageFault.UNSAFE_DRAWING


@pytest.mark.parametrize(
    "data",
    [
        f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>{HEAD}&l9;</svg>'.encode(),
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}&x;</svg>'.encode(),
        f'<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://example.org/">%p;]>{HEAD}</svg>'.encode(),
        f"{HEAD}&nothing;</svg>".encode(),
        svg("<path/>").decode().encode("utf-16"),
        b"<svg/>",
        b"<",
        b"<html><svg xmlns='http://www.w3.org/2000/svg'/></html>",
        HEAD.encode(),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg">'),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 0">'),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan 5">'),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9999 1">'),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="1 2 3">'),
        svg("", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="1e99">'),
        svg("", HEAD[:-1] + ' onload="alert(1)">'),
    ],
)
def test_a_file_that_is_no_plain_drawing_is_refused(data: bytes) -> None:
    assert refusal(data) in {ImageFault.UNSAFE_DRAWING, ImageFault.UNREADABLE}


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_cleaning_never_lets_anything_active_through(
    chance: random.Random, length: int
) -> None:
    """Random heaps of good and bad pieces: refused, or nothing active is left."""
    pieces = [
        "<path d='M0 0h9'/>", "<g>", "</g>", "<script>", "</script>", "<!--", "-->",
        "<![CDATA[", "]]>", "&lt;script>", "<style>", "</style>", "url(", "//a.b)",
        "<use href='", "#a'/>", "http://a'/>", " onload='x'", "<rect fill='url(#a)'/>",
        "<image href='x'/>", "\u2028", "<x:y xmlns:x='urn:x'>", "</x:y>", "&#106;",
    ]  # fmt: skip
    body = "".join(chance.choice(pieces) for _ in range(length))
    try:
        kept = cleaned(svg(body))
    except ValueError:
        return
    for word in ("<script", "onload", "http://a", "//a.b", "<image", "<!--"):
        assert word not in kept
