"""For whom a programme is, where it is taken, and its place in the order."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db, tenancy
from app.core.audit import AuditEntry
from app.core.errors import NotFound
from app.core.ids import GroupId, OutletId, ProgrammeId
from app.people.audiences import GroupNotFound
from app.programmes import actions, audiences, queries
from app.programmes.audiences import Audience
from tests.circles import Circle, create_circle, create_group
from tests.world import Shop, World, create_programme


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee shop, in whose scope the test runs."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


@pytest.fixture
def circle(shop: Shop) -> Circle:
    """A group with a card of its own."""
    return create_circle(shop, outlet_ids=[shop.outlet_id])


def test_an_audience_is_remembered(shop: Shop, circle: Circle) -> None:
    assert audiences.audience(circle.programme_id) == Audience(
        is_for_everyone=False,
        group_ids=frozenset({circle.group_id}),
        outlet_ids=frozenset({shop.outlet_id}),
    )
    assert audiences.programmes_of(circle.group_id) == [circle.programme_id]
    everybody = audiences.audience(shop.programme_id)
    assert everybody.has([])
    assert everybody.is_taken_at(OutletId(77))


def test_the_default_is_the_first_open_one_for_everybody(
    shop: Shop, circle: Circle
) -> None:
    third = create_programme(shop.business_id, name="Third")
    assert queries.default_programme().id == shop.programme_id
    assert [each.id for each in queries.offered()] == [shop.programme_id, third]
    with db.writing():
        actions.put_before(programme_id=circle.programme_id, other_id=shop.programme_id)
    assert queries.default_programme().id == shop.programme_id
    with db.writing():
        actions.put_before(programme_id=third, other_id=shop.programme_id)
    assert queries.default_programme().id == third
    assert [each.id for each in queries.programmes()] == [
        circle.programme_id,
        third,
        shop.programme_id,
    ]


def test_new_members_keep_a_card_to_get(shop: Shop, circle: Circle) -> None:
    with pytest.raises(actions.LastProgramme), db.writing():
        actions.close(programme_id=shop.programme_id)
    with pytest.raises(actions.LastProgramme), db.writing():
        audiences.choose(
            programme_id=shop.programme_id,
            is_for_everyone=False,
            group_ids=[circle.group_id],
        )
    with db.writing():
        actions.close(programme_id=circle.programme_id)
    assert queries.default_programme().id == shop.programme_id
    assert audiences.programmes_of(circle.group_id) == []


def test_two_that_are_closed_at_once_leave_one(app: Flask, shop: Shop) -> None:
    other = create_programme(shop.business_id, name="Other")
    ends: list[str] = []
    start = threading.Barrier(2)

    def close(programme_id: ProgrammeId) -> None:
        with app.app_context(), tenancy.scope(shop.business_id):
            start.wait()
            try:
                with db.writing():
                    actions.close(programme_id=programme_id)
                ends.append("closed")
            except actions.LastProgramme:
                ends.append("refused")

    hands = [
        threading.Thread(target=close, args=(each,))
        for each in (shop.programme_id, other)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(ends) == ["closed", "refused"]
    assert len(queries.offered()) == 1


def test_an_audience_names_somebody(circle: Circle) -> None:
    with pytest.raises(audiences.NoAudience), db.writing():
        audiences.choose(programme_id=circle.programme_id, is_for_everyone=False)


def test_what_is_not_of_this_business_is_not_found(
    world: World, circle: Circle
) -> None:
    theirs = create_group(world.books.business_id, "Theirs")
    for wrong in (theirs, GroupId(10**12)):
        with pytest.raises(GroupNotFound), db.writing():
            audiences.choose(
                programme_id=circle.programme_id,
                is_for_everyone=False,
                group_ids=[circle.group_id, wrong],
            )
    with pytest.raises(NotFound), db.writing():
        audiences.choose(
            programme_id=circle.programme_id,
            is_for_everyone=True,
            outlet_ids=[world.books.outlet_id],
        )
    with pytest.raises(queries.ProgrammeNotFound), db.writing():
        audiences.choose(programme_id=world.books.programme_id, is_for_everyone=True)
    with pytest.raises(queries.ProgrammeNotFound):
        audiences.audience(world.books.programme_id)
    with pytest.raises(queries.ProgrammeNotFound), db.writing():
        actions.put_before(
            programme_id=circle.programme_id, other_id=world.books.programme_id
        )


def test_for_everybody_again(circle: Circle) -> None:
    with db.writing():
        audiences.choose(
            programme_id=circle.programme_id,
            is_for_everyone=True,
            group_ids=[circle.group_id],
        )
    assert audiences.audience(circle.programme_id) == Audience(
        is_for_everyone=True, group_ids=frozenset(), outlet_ids=frozenset()
    )
    assert audiences.programmes_of(circle.group_id) == []


def test_a_change_is_noted_once(circle: Circle) -> None:
    def choose() -> None:
        with db.writing():
            audiences.choose(programme_id=circle.programme_id, is_for_everyone=True)

    choose()
    choose()
    noted = db.session().scalars(
        select(AuditEntry.details)
        .where(AuditEntry.act == "programme.audience_changed")
        .order_by(AuditEntry.id.desc())
    )
    last, first = list(noted)
    assert last["before"]["groups"] == [circle.group_id] == first["after"]["groups"]
    assert last["after"]["is_for_everyone"] is True
