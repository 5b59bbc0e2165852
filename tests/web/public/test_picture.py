"""Pictures on pages: only addresses that our own pages made are answered."""

import io

from flask import Flask
from PIL import Image

from app.businesses import pictures
from app.businesses.pictures import Crop
from app.core import db, tenancy
from app.web import session
from app.web.pictures import picture_url
from tests.businesses.test_pictures import painted
from tests.page import Client
from tests.world import World


def address(app: Flask, world: World, shape: str = "logo") -> str:
    clean = pictures.read(painted())
    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            pictures.keep(clean)
        with app.test_request_context(f"/{world.coffee.slug}/"):
            key = session.config().secret_key
            seal = pictures.seal(key, clean.digest, shape, Crop())
    return f"/{world.coffee.slug}/pictures/{clean.digest}/{shape}/50-50-100/{seal}.webp"


def test_a_picture_is_kept_for_ever(app: Flask, client: Client, world: World) -> None:
    answer = client.get(address(app, world), status=200)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.data[:4] == b"RIFF"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_letters_have_it_as_jpeg_for_pages_of_mail_programs(
    app: Flask, client: Client, world: World
) -> None:
    path = address(app, world, "post").removesuffix("webp")
    answer = client.get(f"{path}jpg", status=200)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert Image.open(io.BytesIO(answer.data)).size == pictures.SHAPES["post"]
    client.get(f"{path[:-3]}000.jpg", status=404)


def test_other_addresses_are_not_answered(
    app: Flask, client: Client, world: World
) -> None:
    right = address(app, world)
    for wrong in (
        right.replace("50-50-100", "50-50-101"),
        right.replace("/logo/", "/cover/"),
        right.replace("/logo/", "/none/"),
        right.replace(world.coffee.slug, world.books.slug),
        right[:-9] + "00000.webp",
    ):
        client.get(wrong, status=404)


def test_templates_know_the_address(app: Flask, client: Client, world: World) -> None:
    assert app.jinja_env.globals["picture_url"] is picture_url
