"""Who answers a line: taken once, handed over on purpose, never to a stranger."""

import threading

import pytest
from flask import Flask

from app.core import db, tenancy
from app.core.errors import NotFound
from app.core.ids import StaffId
from app.inbox import assigning
from app.inbox.errors import ItemNotFound, NotOfTheTeam, TakenByColleague
from app.inbox.items import Source
from app.inbox.sources import registry
from app.people.rights import Right
from tests.chat.talking import conversation, guest_writes
from tests.people.groups import create_group, limit
from tests.space import talk
from tests.world import Shop, World, create_staff

ALL = registry.open_to(frozenset(Right))


@pytest.fixture(params=["call_back", "comment"])
def line(request: pytest.FixtureRequest, world: World) -> tuple[str, int]:
    """A line whose kind has an assignee of its own, and one whose kind has none."""
    return request.param, make(world, request.param)


def make(world: World, kind: str) -> int:
    shop = world.coffee
    if kind == "call_back":
        return talk.call_back(shop)
    if kind == "chat":
        guest_writes(shop, "Есть кто?")
        return conversation(shop).id
    return talk.comment(shop, talk.publish(shop), world.stranger)


def source(kind: str) -> Source:
    return registry.source_of(kind, ALL)


def take(shop: Shop, line: tuple[str, int], staff_id: int) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        assigning.take(
            source=source(line[0]),
            kind=line[0],
            item_id=line[1],
            staff_id=StaffId(staff_id),
        )


def hand(shop: Shop, line: tuple[str, int], staff_id: int | None) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        assigning.hand_over(
            source=source(line[0]),
            kind=line[0],
            item_id=line[1],
            staff_id=None if staff_id is None else StaffId(staff_id),
            me=shop.owner.staff_id,
        )


def whose(shop: Shop, line: tuple[str, int]) -> StaffId | None:
    with tenancy.scope(shop.business_id):
        found = source(line[0]).assignee(*line)
        db.session().rollback()
    return found


def test_one_takes_it_and_the_next_is_told(world: World, line: tuple[str, int]) -> None:
    shop = world.coffee
    other = create_staff(shop.business_id, "moderator")
    take(shop, line, shop.owner.staff_id)
    take(shop, line, shop.owner.staff_id)
    with pytest.raises(TakenByColleague):
        take(shop, line, other.staff_id)
    assert whose(shop, line) == shop.owner.staff_id


def test_it_is_handed_over_and_given_back(world: World, line: tuple[str, int]) -> None:
    shop = world.coffee
    other = create_staff(shop.business_id, "moderator")
    hand(shop, line, other.staff_id)
    assert whose(shop, line) == other.staff_id
    hand(shop, line, shop.owner.staff_id)
    assert whose(shop, line) == shop.owner.staff_id
    hand(shop, line, None)
    hand(shop, line, None)
    assert whose(shop, line) is None


def test_only_those_who_may_answer_are_chosen(
    world: World, line: tuple[str, int]
) -> None:
    shop = world.coffee
    limited = create_staff(shop.business_id, "moderator")
    group = create_group(shop.business_id, "Regulars", shop.member.member_id)
    limit(shop.business_id, limited.staff_id, groups=(group,))
    for stranger in (
        shop.cashier.staff_id,
        world.books.owner.staff_id,
        limited.staff_id,
        10**6,
    ):
        with pytest.raises(NotOfTheTeam):
            hand(shop, line, stranger)
    assert whose(shop, line) is None


def test_a_foreign_line_is_not_found(world: World, line: tuple[str, int]) -> None:
    with pytest.raises(NotFound):
        take(world.books, line, world.books.owner.staff_id)
    with pytest.raises(NotFound):
        take(world.coffee, ("application", line[1]), world.coffee.owner.staff_id)
    with pytest.raises(ItemNotFound):
        registry.source_of("letter", ALL)
    with pytest.raises(ItemNotFound):
        registry.source_of("comment", ())


@pytest.mark.database
@pytest.mark.parametrize("kind", ["call_back", "chat", "comment"])
def test_of_two_who_reach_for_it_at_once_the_second_is_told(
    app: Flask, world: World, kind: str
) -> None:
    shop, refused, line = world.coffee, list[Exception](), (kind, make(world, kind))
    other = create_staff(shop.business_id, "moderator")

    def reach() -> None:
        with app.app_context():
            try:
                take(shop, line, other.staff_id)
            except TakenByColleague as refusal:
                refused.append(refusal)
            finally:
                db.db.session.remove()

    second = threading.Thread(target=reach)
    with tenancy.scope(shop.business_id), db.writing():
        assigning.take(
            source=source(line[0]),
            kind=line[0],
            item_id=line[1],
            staff_id=shop.owner.staff_id,
        )
        second.start()
        # Long enough to come as far as one can while the first has not committed.
        second.join(1)
    second.join()

    assert len(refused) == 1
    assert whose(shop, line) == shop.owner.staff_id
