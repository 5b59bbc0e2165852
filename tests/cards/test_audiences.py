"""Entering a group gives its cards; leaving takes none away."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.cards import alternatives, audiences, holding, queries, stock
from app.cards.choosing import Reason
from app.cards.errors import CardNotFound
from app.cards.joining import bring_together
from app.cards.models import CardNumber
from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import CardId, MemberId
from app.ledger import queries as ledger
from app.people import groups
from app.people.audiences import groups_of
from tests.circles import Circle, create_circle, create_group
from tests.conftest import Clock
from tests.world import (
    Holder,
    Shop,
    World,
    create_member,
    create_programme,
    issue_card,
    sell,
)


@pytest.fixture
def shop(world: World) -> Iterator[Shop]:
    """The coffee shop, in whose scope the test runs."""
    with tenancy.scope(world.coffee.business_id):
        yield world.coffee


@pytest.fixture
def circle(shop: Shop) -> Circle:
    """A group with a card of its own."""
    return create_circle(shop)


def held(member_id: MemberId) -> list[int]:
    """The programmes of a member's cards."""
    found = [card.programme_id for card in queries.cards_of(member_id)]
    db.session().rollback()
    return found


def newcomers(shop: Shop, count: int) -> list[MemberId]:
    return [create_member(shop.business_id)[1] for _ in range(count)]


def test_who_enters_gets_the_card_once(shop: Shop, circle: Circle) -> None:
    member_id = shop.member.member_id
    circle.enter(member_id)
    assert held(member_id) == [shop.programme_id, circle.programme_id]
    circle.leave(member_id)
    circle.enter(member_id)
    assert held(member_id) == [shop.programme_id, circle.programme_id]


def test_many_get_theirs_from_the_worker(
    app: Flask, shop: Shop, circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audiences, "BATCH", 3)
    many = newcomers(shop, audiences.AT_ONCE + 1)
    circle.enter(*many)
    assert audiences.missing(circle.group_id, circle.programme_id) == len(many)
    db.session().rollback()
    worker = app.extensions["tessera_worker"]
    worker.relay()
    assert audiences.missing(circle.group_id, circle.programme_id) == 0
    assert {tuple(held(each)) for each in many} == {(circle.programme_id,)}
    with db.writing():
        audiences.order_cards(group_id=circle.group_id)
    worker.relay()
    assert {tuple(held(each)) for each in many} == {(circle.programme_id,)}


def test_a_card_made_later_is_issued_to_those_inside(app: Flask, shop: Shop) -> None:
    group_id = create_group(shop.business_id, "Runners")
    inside = newcomers(shop, 2)
    with db.writing():
        audiences.enter(group_id=group_id, member_ids=inside)
    programme_id = create_programme(shop.business_id, name="Runner's card")
    with db.writing():
        audiences.audiences.choose(
            programme_id=programme_id, is_for_everyone=False, group_ids=[group_id]
        )
    assert audiences.missing(group_id, programme_id) == 2
    with db.writing():
        audiences.order_cards(group_id=group_id)
    app.extensions["tessera_worker"].relay()
    assert [held(each) for each in inside] == [[programme_id]] * 2


def test_who_enters_twice_at_once_gets_one_card(
    app: Flask, shop: Shop, circle: Circle
) -> None:
    member_id = newcomers(shop, 1)[0]
    start = threading.Barrier(3)

    def enter() -> None:
        with app.app_context():
            start.wait()
            circle.enter(member_id)

    hands = [threading.Thread(target=enter) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert held(member_id) == [circle.programme_id]


def test_who_leaves_keeps_card_and_points(
    shop: Shop, circle: Circle, clock: Clock
) -> None:
    person_id, member_id = shop.member.person_id, shop.member.member_id
    circle.enter(member_id)
    card_id = circle.card(member_id)
    guest = holder_of(shop, card_id)
    sell(shop, guest, amount_minor=1000_00)
    before = queries.version(card_id)
    db.session().rollback()
    circle.leave(member_id)
    assert held(member_id) == [shop.programme_id, circle.programme_id]
    assert queries.version(card_id) > before
    (_, own) = holding.all_held_by(person_id)
    assert not own.is_entitled
    assert own.programme == "Student card"
    db.session().rollback()
    spent = sell(shop, guest, amount_minor=1000_00, points=100)
    assert (spent.points_spent, spent.earned_points) == (100, 0)
    assert ledger.balance(card_id).available == 0


def holder_of(shop: Shop, card_id: CardId) -> Holder:
    return replace(shop.member, card_id=card_id)


def test_the_till_weighs_what_the_guest_has(shop: Shop, circle: Circle) -> None:
    member = shop.member
    only = alternatives.choice(member.member_id, shop.outlet_id, member.card_id)
    assert only.reason is Reason.ONLY
    db.session().rollback()
    circle.enter(member.member_id)
    best = alternatives.choice(member.member_id, shop.outlet_id, member.card_id)
    assert best.reason is Reason.GROUP
    assert best.card.programme_id == circle.programme_id
    assert best.others[0].is_shown
    db.session().rollback()
    circle.leave(member.member_id)
    after = alternatives.choice(member.member_id, shop.outlet_id, None)
    assert after.reason is Reason.STILL_EARNS
    assert after.card.card_id == member.card_id


def test_a_member_without_cards_has_nothing_to_take(shop: Shop) -> None:
    with pytest.raises(CardNotFound):
        alternatives.choice(newcomers(shop, 1)[0], shop.outlet_id)


def test_joining_two_people_loses_no_card_and_no_group(
    shop: Shop, circle: Circle
) -> None:
    """One card each of two programmes, one group each, and one in common."""
    known = shop.member
    other = issue_card(shop.business_id, shop.programme_id)
    third = create_programme(shop.business_id, name="Third")
    issue_card(shop.business_id, third, person_id=other.person_id)
    common, own = (create_group(shop.business_id, name) for name in ("Common", "Own"))
    with db.writing():
        audiences.enter(group_id=common, member_ids=[known.member_id, other.member_id])
        audiences.enter(group_id=own, member_ids=[other.member_id])
    circle.enter(other.member_id)
    group_card = circle.card(other.member_id)
    sell(shop, other, amount_minor=1000_00)
    with db.writing():
        bring_together(source_id=other.person_id, target_id=known.person_id)
    assert sorted(held(known.member_id)) == sorted(
        [shop.programme_id, third, circle.programme_id]
    )
    assert ledger.balance(known.card_id).available == 50
    assert {each.name for each in groups_of(known.member_id)} == {
        "Common",
        "Own",
        "Students",
    }
    now = {card.id: card for card in holding.all_held_by(known.person_id)}
    assert now[group_card].is_entitled


def test_a_card_is_held_by_its_id_also_when_joined(
    world: World, shop: Shop, circle: Circle
) -> None:
    circle.enter(shop.member.member_id)
    second = circle.card(shop.member.member_id)
    found = holding.held(second)
    assert found is not None
    assert found.id == second
    assert holding.held(world.books.member.card_id) is None
    assert holding.count_of(shop.member.person_id) == 2


@pytest.mark.parametrize("is_open", [True, False])
def test_a_printed_card_of_a_group_takes_its_holder_in(
    shop: Shop, circle: Circle, *, is_open: bool
) -> None:
    """It was handed out to somebody of the group; a closed one takes nobody."""
    with db.writing():
        db.session().add(
            CardNumber(
                business_id=shop.business_id,
                value="3819331202",
                programme_id=circle.programme_id,
                added_at=app_clock.now(),
            )
        )
        if not is_open:
            groups.close(group_id=circle.group_id)
    with db.writing():
        found = stock.find("3819331202")
    guest = replace(shop.member, card_id=found.card_id)
    earned = sell(shop, guest, amount_minor=1000_00).earned_points
    assert earned == (100 if is_open else 0)
    names = [each.name for each in groups_of(found.member_id)]
    assert names == (["Students"] if is_open else [])
