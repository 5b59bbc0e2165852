"""What makes a business's card an app."""

import io
import json

import pytest
from PIL import Image

from app.businesses import brand
from app.web.public import app_manifest
from tests.conftest import MakeApp
from tests.page import Client
from tests.web.cabinet.conftest import HOME
from tests.world import World

MANIFEST = "/zerno/app.webmanifest"


def _manifest(client: Client, path: str = MANIFEST) -> dict[str, object]:
    answer = client.get(path, status=200)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told: dict[str, object] = json.loads(answer.answer.data)
    return told


def test_it_opens_at_the_card_in_the_business_s_colours(
    client: Client, world: World
) -> None:
    told = _manifest(client)
    assert told["name"] == told["short_name"] == "Зерно"
    assert told["start_url"] == "/zerno/card?app=1"
    assert told["scope"] == "/zerno/"
    assert told["display"] == "standalone"
    assert told["lang"] == "ru"
    assert told["theme_color"] == told["background_color"]
    assert brand.contrast(str(told["theme_color"]), "#ffffff") > 1


def test_the_language_is_the_reader_s(client: Client, world: World) -> None:
    told = _manifest(client.another(language="en"))
    assert told["lang"] == "en"
    assert str(told["description"]).startswith("A loyalty card")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Зерно", "Зерно"),
        ("Кофейня на углу", "Кофейня на"),
        ("Достопримечательности", "Достопримеча"),
    ],
)
def test_a_long_name_is_cut_between_words(name: str, short: str) -> None:
    assert app_manifest._short(name) == short


def test_icons_are_as_large_as_they_say_and_kept_for_ever(
    client: Client, world: World
) -> None:
    icons = _manifest(client)["icons"]
    assert isinstance(icons, list)
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        answer = client.get(icon["src"], status=200)
        picture = Image.open(io.BytesIO(answer.answer.data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert answer.headers["Content-Type"] == icon["type"]
        assert "immutable" in answer.headers["Cache-Control"]
        corner = picture.convert("RGBA").getpixel((0, 0))
        assert isinstance(corner, tuple)
        assert (corner[3] == 0) is (icon["purpose"] == "any")


def test_a_maskable_icon_keeps_its_sign_inside_the_safe_circle(
    client: Client, world: World
) -> None:
    icons = _manifest(client)["icons"]
    assert isinstance(icons, list)
    address = next(i["src"] for i in icons if i["purpose"] == "maskable")
    picture = Image.open(io.BytesIO(client.get(address).answer.data)).convert("RGB")
    ground = picture.getpixel((0, 0))
    for x in range(512):
        for y in (0, 40, 471, 511):
            assert picture.getpixel((x, y)) == ground


@pytest.mark.parametrize("kind", ["any-1", "nothing", "touch-180x", "%00", "x" * 300])
def test_no_other_icon_is_drawn(client: Client, world: World, kind: str) -> None:
    client.get(f"/zerno/app-icons/abc/{kind}.png", status=404)


def test_an_old_address_shows_the_present_icon_for_a_while(
    client: Client, world: World
) -> None:
    answer = client.get("/zerno/app-icons/0ld/touch-180.png", status=200)
    assert "immutable" not in answer.headers["Cache-Control"]


def test_every_page_of_the_cabinet_names_it(client: Client, world: World) -> None:
    client.sign_in(world.coffee.member.person_id)
    for path in (HOME, f"{HOME}/save", f"{HOME}/profile"):
        page = client.get(path, status=200)
        assert page.one("link", rel="manifest").get("href") == MANIFEST
        icon = page.one("link", rel="apple-touch-icon").get("href")
        assert icon is not None
        client.get(icon, status=200)


def test_on_an_own_domain_it_stays_there(world: World, make_app: MakeApp) -> None:
    own = make_app(domains="zerno.example=zerno")
    client = Client(own, address="https://zerno.example")
    told = _manifest(client)
    assert told["start_url"] == "/zerno/card?app=1"
    client.get("/margin/app.webmanifest", status=404)
