"""The demo's posts: something in every state, with pictures in the brand's colours."""

import io

import pytest
from PIL import Image

from app.core import clock, tenancy
from app.demo import drawings, posts
from app.demo.places import FOLIO, POLDEN, Place
from app.space import queries
from app.space.rules import State
from tests.world import World, create_outlet


@pytest.mark.parametrize("place", [POLDEN, FOLIO], ids=lambda place: place.slug)
def test_a_demo_has_news_to_show(world: World, place: Place) -> None:
    business_id = world.coffee.business_id
    outlets = [create_outlet(business_id, code=f"d{n}") for n in range(3)]
    with tenancy.scope(business_id):
        posts.publish(place, outlets, clock.now())
        counts = queries.counts()
        assert counts[State.PUBLISHED] >= 3
        assert counts[State.DRAFT] == 1
        assert queries.upcoming_events(1)
        assert queries.valid_offers(1)
        assert [card for card in queries.latest(9) if card.picture]
        assert all(card.picture_alt for card in queries.latest(9) if card.picture)


@pytest.mark.parametrize("scene", sorted(drawings.SCENES))
def test_pictures_wear_the_brand(scene: str) -> None:
    one, other = (
        Image.open(io.BytesIO(drawings.drawn(scene, *pair)))
        for pair in (("#1f4b3f", "#f0b35a"), ("#5a2a3c", "#e7c9a1"))
    )
    assert one.size == (drawings.WIDTH, drawings.HEIGHT)
    assert one.tobytes() != other.tobytes()
    assert len(one.getcolors(10**7) or []) > 50
