"""Photos that people send: kept clean, found only by their business, gone with them."""

import io

import pytest
from flask import Flask
from PIL import Image

from app.businesses import pictures
from app.core import db, tenancy
from app.core.errors import NotFound
from app.core.ids import PhotoId
from app.people import erasing, photos
from tests.world import World


def _kept(world: World) -> PhotoId:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "#c05020").save(body, "JPEG")
    clean = pictures.read(body.getvalue())
    with tenancy.scope(world.coffee.business_id), db.writing():
        return photos.keep(clean, person_id=world.coffee.member.person_id)


def test_a_photo_is_found_by_its_business_only(world: World) -> None:
    photo_id = _kept(world)

    with tenancy.scope(world.coffee.business_id):
        view = photos.views([photo_id])[photo_id]
        assert (view.width, view.height) == (40, 30)
        assert Image.open(io.BytesIO(photos.data(photo_id))).size == (40, 30)
    with tenancy.scope(world.books.business_id):
        assert photos.views([photo_id]) == {}
        with pytest.raises(NotFound):
            photos.data(photo_id)


def test_photos_go_with_who_sent_them(app: Flask, world: World) -> None:
    photo_id = _kept(world)

    with db.writing():
        assert erasing.begin(world.coffee.member.person_id)
        erasing.forget(world.coffee.member.person_id)

    with tenancy.scope(world.coffee.business_id), pytest.raises(NotFound):
        photos.data(photo_id)


def test_a_removed_photo_is_gone(world: World) -> None:
    photo_id = _kept(world)

    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            photos.remove([photo_id])
        with pytest.raises(NotFound):
            photos.data(photo_id)
