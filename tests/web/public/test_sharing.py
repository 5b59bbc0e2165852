"""What messengers show of a link: words, and a picture drawn from the brand."""

import io

import pytest
from PIL import Image

from app.businesses.look import PictureRef
from app.core import tenancy
from app.core.errors import NotFound
from app.wallet import share_pictures
from app.wallet.share_pictures import SharePicture
from app.web.public.sharing import shortened
from tests.conftest import ADDRESS
from tests.page import Client, Page
from tests.web.public.looks import dress, picture
from tests.world import World

PLAIN = SharePicture("Полдень", "Кофе.", "#1f4b3f", "#f0b35a", "rings", None, None)


def told(page: Page, name: str) -> str:
    (found,) = page.all("meta", property=name)
    return found.attrib["content"]


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body)).convert("RGB")


def test_a_link_brings_words_and_picture(world: World, guest: Client) -> None:
    page = guest.get("/zerno/?s=poster", status=200)
    assert told(page, "og:title") == "Зерно"
    assert told(page, "og:url") == f"{ADDRESS}/zerno/"
    assert told(page, "og:locale") == "ru_RU"
    (card,) = page.all("meta", name="twitter:card")
    assert card.attrib["content"] == "summary_large_image"
    (description,) = page.all("meta", name="description")
    assert description.attrib["content"] == told(page, "og:description")
    address = told(page, "og:image")
    answer = guest.get(address, status=200)
    assert opened(answer.data).size == (1200, 630)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.data) < 150_000


def test_both_languages_share_one_picture(world: World, guest: Client) -> None:
    addresses = {
        told(guest.another(language=code).get("/zerno/"), "og:image")
        for code in ("ru", "en")
    }
    assert len(addresses) == 1


def test_another_hash_is_not_kept(world: World, guest: Client) -> None:
    answer = guest.get("/zerno/share-0000000000000000.png", status=200)
    assert "immutable" not in answer.headers["Cache-Control"]
    assert opened(answer.data).size == (1200, 630)
    guest.get("/nobody/share-0000000000000000.png", status=404)


def test_another_look_has_another_address(
    world: World, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(guest.get("/zerno/"), "og:image")
    dress(monkeypatch, world.coffee)
    page = guest.get("/zerno/", status=200)
    after = told(page, "og:image")
    assert after != before
    assert told(page, "og:image:alt") == "Cups on a counter"
    assert opened(guest.get(after, status=200).data).size == (1200, 630)


def test_the_picture_has_the_brands_colours() -> None:
    drawn = opened(share_pictures.drawn(PLAIN))
    red, green, blue = drawn.getpixel((20, 300))
    assert green > red
    assert green > blue
    assert drawn.getpixel((990, 600)) == pytest.approx((240, 179, 90), abs=6)


def test_a_cover_stands_at_the_right(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        ref = picture(world.coffee)
        with_cover = SharePicture(
            "Полдень", "Кофе.", "#1f4b3f", "#f0b35a", "rings", ref, ref
        )
        drawn = opened(share_pictures.drawn(with_cover))
    assert drawn.size == (1200, 630)
    assert drawn.getpixel((1000, 100)) != drawn.getpixel((20, 100))
    assert with_cover.digest != PLAIN.digest


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("", ""),
        ("Ж" * 100, "щ" * 400),
        (
            "Очень длинное название кофейни на углу двух больших улиц города",
            "а б " * 90,
        ),
        ("🦊 喫茶店", "\u202e\0\n"),
        ("A", "B"),
    ],
)
@pytest.mark.slow
def test_any_words_find_room(name: str, line: str) -> None:
    for motif in ("plain", "rings", "waves", "lattice", "pages"):
        what = SharePicture(name, line, "#ffff00", "#ffff00", motif, None, None)
        assert opened(share_pictures.drawn(what)).size == (1200, 630)


def test_words_stay_beside_the_drawing() -> None:
    """Nothing is written where the drawing is brightest, nor past the edge."""
    what = SharePicture("Ж" * 40, "щ" * 300, "#1f4b3f", "#1f4b3f", "plain", None, None)
    drawn = opened(share_pictures.drawn(what))
    right = drawn.crop((76 + 724, 350, 1200, 630)).getcolors(1 << 20) or []
    assert not [colour for _, colour in right if min(colour) > 200]


def test_a_long_text_is_cut_between_words() -> None:
    text = "слово " * 100
    cut = shortened(text)
    assert len(cut) <= 181
    assert cut.endswith("слово…")
    assert shortened("Коротко.\n И ясно.") == "Коротко. И ясно."
    assert shortened("x" * 300) == "…"


def test_a_picture_of_another_business_is_not_read(world: World) -> None:
    ref = picture(world.coffee)
    with tenancy.scope(world.books.business_id):
        stolen = SharePicture("A", "B", "#1f4b3f", "#f0b35a", "plain", None, ref)
        with pytest.raises(NotFound):
            share_pictures.drawn(stolen)
    assert ref == PictureRef(ref.digest)
