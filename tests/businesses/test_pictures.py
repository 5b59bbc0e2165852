"""Pictures: read safely, kept once, cut to each format."""

import io

import pytest
from PIL import Image

from app.businesses import pictures
from app.businesses.pictures import (
    Crop,
    DrawingUnsafe,
    PictureTooLarge,
    PictureUnreadable,
)
from app.core import db, tenancy
from app.core.errors import NotFound
from tests.world import World

SCRIPTED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    b"<script>alert(1)</script></svg>"
)


def painted(width: int = 400, height: int = 200, form: str = "PNG") -> bytes:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"GIF89a", PictureUnreadable),
        (b"", PictureUnreadable),
        (b"\xff" * 10_000_001, PictureTooLarge),
        (painted(6000, 5000), PictureTooLarge),
        (SCRIPTED, DrawingUnsafe),
    ],
    ids=["another kind", "nothing", "bytes", "pixels", "script"],
)
def test_what_is_no_safe_picture_is_refused(
    data: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        pictures.read(data, is_artwork=True)


def test_the_same_pixels_are_kept_once(world: World) -> None:
    clean = pictures.read(painted())
    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            one, two = pictures.keep(clean), pictures.keep(clean)
        assert one == two
        assert pictures.data(one) == clean.data
    with tenancy.scope(world.books.business_id), pytest.raises(NotFound):
        pictures.data(one)


@pytest.mark.parametrize(
    ("crop", "colour"),
    [
        (Crop(0, 50, 200), "red"),
        (Crop(100, 50, 200), "blue"),
        (Crop(75, 0, 400), "blue"),
    ],
)
def test_a_crop_shows_what_it_looks_at(crop: Crop, colour: str) -> None:
    source = pictures.read(painted()).data
    seen = Image.open(io.BytesIO(pictures.cut(source, "logo", crop))).convert("RGB")
    assert seen.size == pictures.SHAPES["logo"]
    red, _, blue = seen.getpixel((120, 120))
    assert (red > blue) == (colour == "red")


@pytest.mark.parametrize(
    "text", ["", "50-50", "50-50-99", "101-50-100", "50-50-401", "a-b-c", "5-5-100-1"]
)
def test_a_crop_that_is_none_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        Crop.parse(text)
