"""A look that is tried on some cards: at Google those have a class of their own."""

from dataclasses import replace

from app.businesses import looks, queries
from app.core import db, tenancy
from tests.wallet.google.conftest import Room


def stage(room: Room, percent: int) -> None:
    with tenancy.scope(room.shop.business_id):
        look = queries.by_id(room.shop.business_id).look
        with db.writing():
            looks.save_draft(
                look=replace(look, brand_colour="#7a2e22"),
                seen_revision=0,
                staff_id=None,
            )
        with db.writing():
            looks.try_out(percent=percent, staff_id=None)


def colours(room: Room) -> dict[str, str]:
    stored = room.google.wallet.stored["loyaltyClass"]
    return {name: made["hexBackgroundColor"].lower() for name, made in stored.items()}


def test_a_tried_card_moves_to_a_class_of_its_own_and_back(room: Room) -> None:
    room.want()
    room.drain()
    usual = room.copy()["classId"]
    before = colours(room)[usual]
    stage(room, 100)
    room.drain()
    tried = room.copy()["classId"]
    assert tried != usual
    assert colours(room) == {usual: before, tried: "#7a2e22"}
    with tenancy.scope(room.shop.business_id), db.writing():
        looks.call_back()
    room.drain()
    assert room.copy()["classId"] == usual
    assert colours(room)[usual] == before


def test_when_all_have_it_the_usual_class_has_it(room: Room) -> None:
    room.want()
    room.drain()
    usual = room.copy()["classId"]
    stage(room, 100)
    room.drain()
    with tenancy.scope(room.shop.business_id), db.writing():
        looks.spread(staff_id=None)
    room.drain()
    assert room.copy()["classId"] == usual
    assert colours(room)[usual] == "#7a2e22"
