"""The sample card of an editor: made of what is really packed."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from app.businesses import brand, covers, pictures, queries
from app.businesses.look import Look, PictureRef
from app.businesses.pictures import Crop
from app.core import db, locales, tenancy
from app.core.errors import NotFound
from app.wallet import previews
from app.wallet.brands import brand_in
from tests.conftest import Database
from tests.world import Shop, World, create_business


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee chain, whose scope the test runs in."""
    with tenancy.scope(world.coffee.business_id), locales.speaking("ru"):
        yield world.coffee


def photo(colour: str = "#ffffff", size: tuple[int, int] = (1600, 900)) -> bytes:
    """A photograph with something on it."""
    sheet = Image.new("RGB", size, colour)
    ImageDraw.Draw(sheet).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#e4d2b0")
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    return out.getvalue()


def look() -> Look:
    return queries.by_id(tenancy.current()).look


def kept(data: bytes) -> PictureRef:
    clean = pictures.read(data, is_artwork=True)
    with db.writing():
        pictures.keep(clean)
    return PictureRef(clean.digest)


def test_the_sample_is_a_real_card(shop: Shop, database: Database) -> None:
    business = queries.by_id(shop.business_id)
    tried = replace(look(), name="Полдень", brand_colour="#e8b74a")
    found = previews.sample(business, tried, database.config)
    assert found.name == "Полдень"
    assert found.header.value.startswith("1")
    assert "балл" in found.header.value
    assert found.face.words == "#000000"
    assert found.face.code.startswith("M")
    x, y, module = found.face.at
    assert 0 < x < found.face.field[2] + 8
    assert module > 0.33
    assert y > found.face.field[1]


def test_a_business_without_a_programme_has_previews_too(
    database: Database, world: World
) -> None:
    business_id = create_business(slug="new-one")
    with tenancy.scope(business_id):
        business = queries.by_id(business_id)
        assert previews.sample(business, business.look, database.config).primary is None


@pytest.mark.parametrize("part", previews.ART)
def test_pictures_are_what_is_packed(shop: Shop, part: str) -> None:
    plain = previews.art(look(), part)
    dressed = replace(
        look(), cover=kept(photo()), logo=kept(photo("#ff0000", (300, 300)))
    )
    assert previews.art(dressed, part) != plain
    assert Image.open(io.BytesIO(plain)).format == "PNG"
    assert len(previews.art(dressed, part)) < 200_000


def test_another_part_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound):
        previews.art(look(), "../strip")


def test_a_picture_of_another_business_is_not_found(shop: Shop, world: World) -> None:
    with tenancy.scope(world.books.business_id):
        foreign = kept(photo("#00ff00"))
    with pytest.raises(NotFound):
        brand_in(replace(look(), cover=foreign))


@pytest.mark.parametrize("colour", ["#1f4b3f", "#e8b74a", "#767676", "#ffff00"])
@pytest.mark.parametrize("ground", ["#ffffff", "#000000", "#808080"])
def test_words_on_a_cover_can_be_read(colour: str, ground: str) -> None:
    words = brand.palette(colour, "").on_brand
    made = covers.strip(photo(ground), Crop(), colour, words)
    assert made.contrast >= 4.5
    assert Image.open(io.BytesIO(made.picture)).size == covers.STRIP


def test_a_wide_logo_keeps_its_shape() -> None:
    made = Image.open(io.BytesIO(covers.logo(photo(size=(900, 300)), Crop())))
    assert made.width == 3 * made.height
    tall = Image.open(io.BytesIO(covers.logo(photo(size=(100, 900)), Crop())))
    assert tall.height == pytest.approx(1.25 * tall.width, abs=1)
