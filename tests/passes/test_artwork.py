"""Pictures have Apple's sizes, show the state, and are drawn once for everybody."""

import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image

from passes.apple.artwork import artwork
from passes.apple.pkpass import build
from passes.apple.signing import Signer
from passes.card import Brand, Colours, Kind, Pattern, Progress, rgb
from passes.pictures import UnreadableImage
from tests.passes.kinds import of_kind
from tests.passes.samples import BRAND, NOW, card, png, unpacked


def pictures(signer: Signer, **changes: Any) -> dict[str, Image.Image]:
    kind = changes.pop("kind", Kind.POINTS)
    files = unpacked(build(of_kind(kind, **changes), signer, now=NOW))
    return {
        name.removesuffix(".png"): Image.open(io.BytesIO(data)).convert("RGB")
        for name, data in files.items()
        if name.endswith(".png")
    }


def stamps(signer: Signer, done: int, total: int, **changes: Any) -> Image.Image:
    progress = Progress(done, total)
    return pictures(signer, kind=Kind.STAMPS, progress=progress, **changes)["strip@2x"]


def share(picture: Image.Image, colour: str) -> float:
    """Which part of a picture has nearly this colour."""
    wanted = rgb(colour)
    counted = picture.getcolors(picture.width * picture.height) or []
    near = sum(
        count
        for count, seen in counted
        if isinstance(seen, tuple)
        and all(abs(a - b) < 12 for a, b in zip(seen, wanted, strict=True))
    )
    return near / (picture.width * picture.height)


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [
        (Kind.POINTS, {"strip": (375, 144)}),
        (Kind.STAMPS, {"strip": (375, 144)}),
        (Kind.COUPON, {"strip": (375, 144)}),
        (Kind.TICKET, {"strip": (375, 98)}),
        (Kind.MEMBERSHIP, {"thumbnail": (90, 90)}),
    ],
)
def test_each_style_has_its_pictures_in_three_scales(
    signer: Signer, kind: Kind, sizes: dict[str, tuple[int, int]]
) -> None:
    drawn = pictures(signer, kind=kind)
    for name, (width, height) in {"icon": (38, 38), **sizes}.items():
        for times, suffix in ((1, ""), (2, "@2x"), (3, "@3x")):
            found = drawn[f"{name}{suffix}"].size
            assert found == (width * times, height * times)
    assert {name.partition("@")[0] for name in drawn} == {"icon", "logo", *sizes}


def test_a_poster_has_a_background_and_a_logo(signer: Signer) -> None:
    drawn = pictures(signer, is_poster=True)
    assert drawn["background@3x"].size == (3 * 345, 3 * 505)
    assert drawn["primaryLogo@2x"].height == 60


@pytest.mark.slow
def test_every_stamp_adds_to_the_picture(signer: Signer) -> None:
    accent = BRAND.colours.accent
    shares = [share(stamps(signer, done, 10), accent) for done in range(11)]
    gains = [after - before for before, after in pairwise(shares)]
    assert min(gains) > 0.01
    # The last field had a star and a ring already.
    assert max(gains[:-1]) - min(gains[:-1]) < 0.002


@pytest.mark.parametrize("total", [1, 2, 6, 7, 12, 13, 17, 29, 30])
def test_any_number_of_stamps_fits(signer: Signer, total: int) -> None:
    picture = stamps(signer, total, total, brand=replace(BRAND, pattern=Pattern.NONE))
    accent = rgb(BRAND.colours.accent)
    edge = {
        picture.getpixel((x, y))
        for x in range(picture.width)
        for y in (0, 1, picture.height - 2, picture.height - 1)
    }
    assert accent not in edge
    assert share(picture, BRAND.colours.accent) > 0.015


def test_an_accent_like_the_background_is_not_used(signer: Signer) -> None:
    drowned = Colours("#20242c", "#ffffff", "#b9c0cc", "#2a2f39")
    brand = Brand("K", drowned, Pattern.NONE)
    assert share(stamps(signer, 10, 10, brand=brand), "#ffffff") > 0.2
    assert share(pictures(signer, brand=brand)["icon@3x"], "#ffffff") > 0.04


def test_no_kind_of_brand_looks_empty(signer: Signer) -> None:
    for pattern in Pattern:
        strip = pictures(signer, brand=replace(BRAND, pattern=pattern))["strip@2x"]
        assert len(strip.getcolors(256) or []) > 20


def test_customers_share_the_pictures_of_their_state() -> None:
    first = of_kind(Kind.STAMPS)
    other = replace(first, serial="another", number="1", holder="", language="ru")
    assert artwork(first) is artwork(other)
    later = replace(first, progress=Progress(5, 10))
    assert artwork(later) is not artwork(first)
    assert artwork(later).listed != artwork(first).listed


def test_the_brands_own_logo_is_used_everywhere(signer: Signer) -> None:
    logo = png(Image.new("RGB", (640, 100), "#ff0000"))
    brand = replace(BRAND, logo=logo)
    drawn = pictures(signer, kind=Kind.MEMBERSHIP, brand=brand, is_poster=True)
    assert drawn["logo@2x"].size == (320, 50)
    for name in ("logo@2x", "icon@2x", "thumbnail@2x", "primaryLogo@2x"):
        picture = drawn[name]
        middle = picture.width // 2, picture.height // 2
        assert picture.getpixel(middle) == (255, 0, 0)


def test_a_drawn_logo_is_painted(signer: Signer) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        b'<rect width="10" height="10" fill="#00ff00"/></svg>'
    )
    drawn = pictures(signer, brand=replace(BRAND, logo=drawing))
    assert drawn["logo@2x"].getpixel((50, 50)) == (0, 255, 0)


@pytest.mark.parametrize(
    "logo", [b"<svg/>", b"junk", png(Image.new("RGB", (9, 9)))[:40]]
)
def test_a_logo_that_is_no_picture_is_refused(signer: Signer, logo: bytes) -> None:
    with pytest.raises(UnreadableImage):
        build(card(brand=replace(BRAND, logo=logo)), signer, now=NOW)
