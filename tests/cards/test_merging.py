"""Two memberships of one human become one, and two again (R23, E36)."""

import contextvars
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cards import merges, queries
from app.cards.actions import issue
from app.cards.erasing import erase
from app.cards.errors import (
    AlreadyMerged,
    CardNotFound,
    JoinedSince,
    MergeOver,
    MergeSpent,
    SameMember,
)
from app.cards.holding import all_held_by, arrival, count_of
from app.cards.identity_models import Merge
from app.cards.merging import merge, undo
from app.cards.queries import with_joined
from app.core import clock, db, outbox, tenancy
from app.ledger import actions as ledger
from app.ledger import queries as books
from app.ledger import verify
from app.ledger.actions import Cause
from app.people import actions as people
from app.people import audiences, groups
from app.people import queries as person_queries
from app.people.errors import PersonNotFound
from app.sales.models import Receipt
from tests.conftest import Clock
from tests.world import (
    Holder,
    Shop,
    World,
    create_person,
    create_programme,
    issue_card,
    sell,
)

MARCH, JUNE = "2027-03-01", "2027-06-01"


@pytest.fixture
def pair(world: World) -> tuple[Holder, Holder]:
    """A and B: the same human with two phones."""
    shop = world.coffee
    return (
        issue_card(shop.business_id, shop.programme_id, phone="+79160000001"),
        issue_card(shop.business_id, shop.programme_id, phone="+79160000002"),
    )


def give(shop: Shop, holder: Holder, amount: int, key: str, days: int = 0) -> None:
    """Points that end ``days`` from now; 0: never."""
    instant = clock.now()
    with tenancy.scope(shop.business_id), db.writing():
        ledger.credit(
            card_id=holder.card_id,
            cause=Cause(key=key, actor="system", reason="gift", occurred_at=instant),
            amount=amount,
            available_at=instant,
            expires_at=instant + timedelta(days=days) if days else None,
            kind="gift",
        )


def take(shop: Shop, holder: Holder, amount: int, key: str) -> None:
    """Points that are taken back, as a debt where there are none."""
    with tenancy.scope(shop.business_id), db.writing():
        ledger.claw_back(
            card_id=holder.card_id,
            cause=Cause(
                key=key, actor="system", reason="refund", occurred_at=clock.now()
            ),
            amount=amount,
        )


def join(shop: Shop, source: Holder, target: Holder, proof: str = "manager") -> int:
    with tenancy.scope(shop.business_id), db.writing():
        return merge(
            source_id=source.member_id,
            target_id=target.member_id,
            proof=proof,
            actor="staff:1",
            reason="two phones",
        )


def part(shop: Shop, merge_id: int, **options: Any) -> Any:
    with tenancy.scope(shop.business_id), db.writing():
        return undo(merge_id=merge_id, actor="staff:1", **options)


def available(shop: Shop, holder: Holder) -> int:
    with tenancy.scope(shop.business_id):
        return books.balance(holder.card_id).available


def faults(shop: Shop) -> list[Any]:
    with tenancy.scope(shop.business_id):
        found = list(verify.verify(shop.business_id))
    db.session().rollback()
    return found


def test_e36_one_balance_and_no_second_welcome(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    give(shop, first, 100, "march", days=30)
    give(shop, first, 50, "june", days=120)
    take(shop, second, 20, "owed")
    with db.writing():
        joins = _told("MemberJoined")
    join(shop, second, first)
    assert available(shop, first) == 130
    with tenancy.scope(shop.business_id):
        ends = [each.amount for each in books.expiries(first.card_id)]
        assert ends == [80, 50]
        found = queries.find(second.number)
        assert found.card_id == first.card_id
        held = all_held_by(second.person_id)
        assert [card.id for card in held] == [first.card_id]
    assert count_of(second.person_id) == 1
    with tenancy.scope(shop.business_id), db.writing():
        again = people.join_business(person_id=second.person_id)
        assert again == first.member_id
        card = issue(member_id=again, programme_id=shop.programme_id)
        assert card.id == first.card_id
        assert _told("MemberJoined") == joins
    assert faults(shop) == []


def _told(fact: str) -> int:
    return int(
        db.session().scalar(select(func.count()).where(outbox.OutboxRow.fact == fact))
        or 0
    )


def test_e36_both_cards_purchases_count_for_a_level(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    sell(shop, first, amount_minor=4_000_00)
    sell(shop, second, amount_minor=7_000_00)
    join(shop, second, first)
    with tenancy.scope(shop.business_id):
        paid = select(func.sum(Receipt.paid_minor)).where(
            Receipt.card_id.in_(with_joined(first.card_id))
        )
        assert db.session().scalar(paid) == 11_000_00


def test_both_sign_ins_open_the_same_card(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    join(shop, second, first)
    with db.writing():
        token = people.open_session(
            person_id=second.person_id, device="phone", secret_key="k" * 32
        )
        digest = db.session().scalar(select(person_queries.LoginSession.digest))
        assert token
        came = arrival(digest, shop.slug)
    assert came is not None
    assert came.card is not None
    assert came.card.id == first.card_id
    assert came.count == 1
    with tenancy.scope(shop.business_id):
        assert person_queries.persons_of(first.member_id) == [
            first.person_id,
            second.person_id,
        ]


def test_a_preview_says_what_will_be(world: World, pair: tuple[Holder, Holder]) -> None:
    shop, (first, second) = world.coffee, pair
    give(shop, first, 150, "gift")
    take(shop, second, 20, "owed")
    with tenancy.scope(shop.business_id):
        (card,) = merges.preview(first.member_id, second.member_id).cards
    assert (card.points, card.debt, len(card.numbers)) == (130, 0, 2)


def test_who_has_a_contact_stays(world: World, pair: tuple[Holder, Holder]) -> None:
    shop, (protected, _) = world.coffee, pair
    printed = issue_card(shop.business_id, shop.programme_id)
    with tenancy.scope(shop.business_id):
        shown = merges.preview(printed.member_id, protected.member_id)
    assert shown.target.id == protected.member_id
    assert shown.source.id == printed.member_id


def test_r23_each_gets_its_own_back(
    world: World, pair: tuple[Holder, Holder], clock: Clock
) -> None:
    shop, (first, second) = world.coffee, pair
    other = create_programme(shop.business_id, name="Second")
    with tenancy.scope(shop.business_id), db.writing():
        beside = issue(member_id=second.member_id, programme_id=other)
        mine, theirs = groups.create(name="Mine"), groups.create(name="Both")
        groups.add(group_id=mine, member_ids=[second.member_id])
        groups.add(group_id=theirs, member_ids=[first.member_id, second.member_id])
    give(shop, first, 10, "a")
    give(shop, second, 100, "b", days=90)
    before = _version(shop, second)
    merge_id = join(shop, second, first)
    shown = _version(shop, second) + _version(shop, first)
    clock.advance(days=29)
    sell(shop, first, amount_minor=400_00)
    parted = part(shop, merge_id)
    assert (parted.points, parted.missing) == (100, 0)
    assert available(shop, first) == 30
    assert available(shop, second) == 100
    assert _version(shop, second) > max(shown, before)
    with tenancy.scope(shop.business_id):
        assert queries.find(second.number).card_id == second.card_id
        assert [c.id for c in queries.cards_of(second.member_id)] == [
            second.card_id,
            beside.id,
        ]
        assert len(queries.cards_of(first.member_id)) == 1
        inside = [g.name for g in audiences.groups_of(second.member_id)]
        assert inside == ["Both", "Mine"]
        assert [g.name for g in audiences.groups_of(first.member_id)] == ["Both"]
        assert merges.open_merges(first.member_id) == []
    assert faults(shop) == []


def _version(shop: Shop, holder: Holder) -> int:
    with tenancy.scope(shop.business_id):
        return queries.version(holder.card_id)


def test_r23_what_is_gone_becomes_debt(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    give(shop, second, 100, "b")
    merge_id = join(shop, second, first)
    sell(shop, first, amount_minor=1000_00, points=80)
    with pytest.raises(MergeSpent):
        part(shop, merge_id, with_debt=False)
    with tenancy.scope(shop.business_id):
        assert queries.find(second.number).card_id == first.card_id
    parted = part(shop, merge_id)
    assert parted.missing == 34
    with tenancy.scope(shop.business_id):
        assert books.balance(first.card_id).debt == 34
        assert books.balance(second.card_id).available == 100
    assert faults(shop) == []


def test_it_can_be_joined_parted_and_joined_again(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    give(shop, second, 100, "b")
    for _ in range(3):
        merge_id = join(shop, second, first)
        assert available(shop, first) == 100
        part(shop, merge_id)
        assert available(shop, second) == 100
    assert faults(shop) == []


def test_only_the_last_of_several_can_be_taken_apart(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    third = issue_card(shop.business_id, shop.programme_id, phone="+79160000003")
    for holder, amount in ((first, 1), (second, 10), (third, 100)):
        give(shop, holder, amount, f"g{amount}")
    inner = join(shop, second, first)
    outer = join(shop, first, third)
    assert available(shop, third) == 111
    with tenancy.scope(shop.business_id):
        assert queries.find(second.number).card_id == third.card_id
        assert person_queries.member(second.person_id).id == third.member_id
    with pytest.raises(JoinedSince):
        part(shop, inner)
    part(shop, outer)
    with tenancy.scope(shop.business_id):
        assert queries.find(second.number).card_id == first.card_id
        assert person_queries.member(second.person_id).id == first.member_id
    part(shop, inner)
    assert [available(shop, each) for each in (first, second, third)] == [1, 10, 100]
    assert faults(shop) == []


def test_thirty_days_and_once(
    world: World, pair: tuple[Holder, Holder], clock: Clock
) -> None:
    shop, (first, second) = world.coffee, pair
    merge_id = join(shop, second, first)
    part(shop, merge_id)
    with pytest.raises(MergeOver):
        part(shop, merge_id)
    merge_id = join(shop, second, first)
    clock.advance(days=30)
    with pytest.raises(MergeOver):
        part(shop, merge_id)


def test_who_was_erased_does_not_come_back(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    merge_id = join(shop, second, first)
    with db.writing():
        erase(person_id=first.person_id, actor="holder")
    with pytest.raises(MergeOver):
        part(shop, merge_id)


def test_refusals(world: World, pair: tuple[Holder, Holder]) -> None:
    shop, (first, second) = world.coffee, pair
    with pytest.raises(SameMember):
        join(shop, first, first)
    with pytest.raises(PersonNotFound):
        join(shop, world.books.member, first)
    join(shop, second, first)
    for source, target in ((second, first), (first, second)):
        with pytest.raises(AlreadyMerged):
            join(shop, source, target)
    with pytest.raises(CardNotFound):
        part(world.books, 1)


def test_of_two_merges_at_once_one_happens(
    app: Flask, world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    give(shop, first, 5, "a")
    give(shop, second, 100, "b")
    db.session().rollback()
    done = at_once(
        app,
        lambda: join(shop, second, first),
        lambda: join(shop, first, second),
    )
    assert done == [AlreadyMerged, int]
    with tenancy.scope(shop.business_id):
        merge_id = db.session().scalar(select(Merge.id))
        db.session().rollback()
    undone = at_once(app, *[lambda: part(shop, merge_id)] * 2)
    assert MergeOver in undone
    assert len(set(undone)) == 2
    assert [available(shop, each) for each in pair] == [5, 100]
    assert faults(shop) == []


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What each of them came to: the class of its answer or refusal."""
    gate, done = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                done.append(type(act()))
            except (AlreadyMerged, MergeOver) as refusal:
                done.append(type(refusal))

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(run, act))
        for act in acts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(done, key=lambda each: each.__name__)


def test_a_person_is_shown_one_membership(
    world: World, pair: tuple[Holder, Holder]
) -> None:
    shop, (first, second) = world.coffee, pair
    stranger = create_person(phone="+79160000009")
    with tenancy.scope(shop.business_id):
        assert person_queries.member(stranger) is None
    join(shop, second, first)
    with tenancy.scope(shop.business_id):
        assert person_queries.member(second.person_id).id == first.member_id
