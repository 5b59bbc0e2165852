"""Row 6 with its worked example E25, and what else can happen to friends."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.cards.erasing import erase
from app.cards.joining import bring_together
from app.core import db, tenancy
from app.core.ids import StaffId
from app.people import actions as people
from app.programmes.referral import Referral as Terms
from app.programmes.rules import RefundMode
from app.referrals import actions, links
from app.referrals.errors import ReferralOver, SamePerson
from app.referrals.models import Referral
from tests.conftest import Clock
from tests.referrals.bringing import (
    balance,
    bring,
    buy,
    deliver,
    give_back,
    link_of,
    of,
    promise,
)
from tests.world import Shop, World, issue_card, sell

MOSCOW = ZoneInfo("Europe/Moscow")


def at(clock: Clock, day: int, hour: int = 12, month: int = 5) -> None:
    clock.set(datetime(2026, month, day, hour, tzinfo=MOSCOW).astimezone(UTC))


def both(shop: Shop, friend: object) -> list[tuple[int, int]]:
    """Points that can be spent and that wait, of bringer and friend."""
    found = [balance(shop, shop.member), balance(shop, friend)]  # type: ignore[arg-type]
    return [(each.available, each.pending) for each in found]


def decide(shop: Shop, referral_id: int, *, is_release: bool) -> None:
    staff_id = StaffId(shop.owner.staff_id)
    with tenancy.scope(shop.business_id), db.writing():
        if is_release:
            actions.release(referral_id=referral_id, staff_id=staff_id)
        else:
            actions.decline(referral_id=referral_id, staff_id=staff_id)


def test_e25_a_cheque_below_the_least_gives_nothing(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop)
    at(clock, 2)
    buy(shop, friend, 450_00)
    assert of(shop, friend).state == "waiting"
    assert both(shop, friend) == [(0, 0), (0, 0)]


def test_e25_pending_from_3_may_paid_17_may(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop)
    at(clock, 2)
    buy(shop, friend, 450_00)
    at(clock, 3)
    buy(shop, friend, 600_00)
    assert both(shop, friend) == [(0, 200), (0, 100)]
    assert of(shop, friend).available_at == datetime(
        2026, 5, 17, tzinfo=MOSCOW
    ).astimezone(UTC)
    clock.set(datetime(2026, 5, 16, 23, 59, 59, tzinfo=MOSCOW).astimezone(UTC))
    assert both(shop, friend) == [(0, 200), (0, 100)]
    at(clock, 17, hour=0)
    assert both(shop, friend) == [(200, 0), (100, 0)]


def test_e25_a_return_on_8_may_makes_it_void(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop)
    at(clock, 3)
    receipt_id = buy(shop, friend, 600_00)
    at(clock, 8)
    give_back(shop, receipt_id)
    assert both(shop, friend) == [(0, 0), (0, 0)]
    assert of(shop, friend).state == "void"
    at(clock, 18)
    assert both(shop, friend) == [(0, 0), (0, 0)]


@pytest.mark.parametrize("reason", ["device", "contact", "team"])
def test_e25_who_looks_like_the_bringer_is_held_and_paid_nothing(
    app: Flask, world: World, clock: Clock, reason: str
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop, signals=("device",) if reason == "device" else ())
    with tenancy.scope(shop.business_id), db.writing():
        if reason == "team":
            people.add_staff(person_id=friend.person_id, role="cashier", name="Оля")
        if reason == "contact":
            for person_id, mail in (
                (shop.member.person_id, "anna@example.com"),
                (friend.person_id, "anna+two@example.com"),
            ):
                people.claim_address(person_id=person_id, channel="email", address=mail)
    at(clock, 3)
    buy(shop, friend, 600_00)
    row = of(shop, friend)
    assert (row.state, row.reasons) == ("held", [reason])
    at(clock, 30)
    assert both(shop, friend) == [(0, 0), (0, 0)]


def test_e25_a_release_pays_by_the_day_of_the_purchase(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop, signals=("device",))
    at(clock, 3)
    buy(shop, friend, 600_00)
    at(clock, 5)
    decide(shop, of(shop, friend).id, is_release=True)
    assert both(shop, friend) == [(0, 200), (0, 100)]
    at(clock, 17, hour=0)
    assert both(shop, friend) == [(200, 0), (100, 0)]
    with pytest.raises(ReferralOver):
        decide(shop, of(shop, friend).id, is_release=False)


def test_e25_what_was_declined_stays_so(app: Flask, world: World) -> None:
    shop = world.coffee
    promise(shop)
    friend = bring(shop, signals=("device",))
    buy(shop, friend, 600_00)
    decide(shop, of(shop, friend).id, is_release=False)
    buy(shop, friend, 900_00)
    assert of(shop, friend).state == "declined"
    assert both(shop, friend) == [(0, 0), (0, 0)]


def test_e25_the_same_human_by_one_phone_is_held_and_cannot_be_released(
    app: Flask, world: World, clock: Clock
) -> None:
    """B turns out to be A: what waited on hold is taken back."""
    shop = world.coffee
    at(clock, 1)
    promise(shop)
    friend = bring(shop)
    at(clock, 3)
    buy(shop, friend, 600_00)
    with db.writing():
        bring_together(source_id=friend.person_id, target_id=shop.member.person_id)
    deliver()
    row = of(shop, friend)
    assert (row.state, row.reasons) == ("held", ["person"])
    found = balance(shop, shop.member)
    assert (found.available, found.pending, found.debt) == (0, 0, 0)
    with pytest.raises(SamePerson):
        decide(shop, row.id, is_release=True)


def test_facts_count_in_any_order_and_once(app: Flask, world: World) -> None:
    shop = world.coffee
    promise(shop)
    friend = bring(shop)
    sell(shop, friend, amount_minor=700_00)
    sell(shop, friend, amount_minor=800_00)
    deliver(times=3, is_backwards=True)
    assert both(shop, friend) == [(0, 200), (0, 100)]
    row = of(shop, friend)
    assert row.round == 1
    with tenancy.scope(shop.business_id):
        assert db.session().query(Referral).count() == 1


def test_a_partly_returned_purchase_has_to_reach_the_least(
    app: Flask, world: World
) -> None:
    """What is left of the first is too little, and the second takes its place."""
    shop = world.coffee
    promise(shop)
    friend = bring(shop)
    first = buy(shop, friend, 600_00)
    second = buy(shop, friend, 500_00)
    assert of(shop, friend).receipt_id == first
    give_back(shop, first)
    row = of(shop, friend)
    assert (row.state, row.receipt_id, row.round) == ("given", second, 2)
    assert both(shop, friend) == [(0, 200), (0, 100)]


def test_a_return_after_payment_is_clawed_back_as_r8_says(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop, refund_mode=RefundMode.DEBT, debt_limit=50)
    friend = bring(shop)
    at(clock, 3)
    receipt_id = buy(shop, friend, 600_00)
    at(clock, 17)
    sell(shop, shop.member, amount_minor=1000_00, points=200)
    give_back(shop, receipt_id)
    bringer, other = balance(shop, shop.member), balance(shop, friend)
    assert (bringer.available, bringer.debt) == (0, 50)
    assert (other.available, other.debt) == (0, 0)
    assert of(shop, friend).state == "void"


def test_a_month_has_room_for_so_many_friends(
    app: Flask, world: World, clock: Clock
) -> None:
    shop = world.coffee
    at(clock, 1)
    promise(shop, Terms(bringer_points=200, friend_points=100, most_per_month=1))
    first, second, third = bring(shop), bring(shop), bring(shop)
    at(clock, 31, hour=23)
    buy(shop, first, 100)
    buy(shop, second, 100)
    assert balance(shop, shop.member).pending == 200
    assert balance(shop, second).pending == 100
    at(clock, 1, hour=1, month=6)
    buy(shop, third, 100)
    found = balance(shop, shop.member)
    assert found.available + found.pending == 400


def test_the_rules_of_the_purchase_count(app: Flask, world: World) -> None:
    """Before the promise nothing; after it the promise of that day (E48)."""
    shop = world.coffee
    friend = bring(shop)
    buy(shop, friend, 900_00)
    promise(shop)
    deliver()
    assert of(shop, friend).state == "waiting"
    buy(shop, friend, 900_00)
    promise(shop, Terms(bringer_points=1, friend_points=1))
    deliver()
    assert both(shop, friend)[0] == (0, 200)


def test_who_was_a_guest_before_was_not_brought(
    app: Flask, world: World, clock: Clock
) -> None:
    """They joined anew on another phone, and their old card turned up."""
    shop = world.coffee
    promise(shop)
    old = issue_card(shop.business_id, shop.programme_id, phone="+79160000001")
    clock.advance(days=1)
    friend = bring(shop)
    buy(shop, friend, 600_00)
    assert balance(shop, shop.member).pending == 200
    with db.writing():
        bring_together(source_id=friend.person_id, target_id=old.person_id)
    deliver()
    assert of(shop, friend).state == "ended"
    assert both(shop, old) == [(0, 0), (0, 0)]


def test_a_merge_keeps_one_referral(app: Flask, world: World, clock: Clock) -> None:
    shop = world.coffee
    promise(shop)
    first = bring(shop)
    clock.advance(days=1)
    second = bring(shop)
    buy(shop, first, 600_00)
    buy(shop, second, 600_00)
    assert balance(shop, shop.member).pending == 400
    with db.writing():
        bring_together(source_id=second.person_id, target_id=first.person_id)
    deliver()
    assert [of(shop, each).state for each in (first, second)] == ["given", "ended"]
    assert both(shop, first) == [(0, 200), (0, 100)]


def test_a_friend_is_brought_once(app: Flask, world: World) -> None:
    shop = world.coffee
    friend = bring(shop)
    other = link_of(shop, issue_card(shop.business_id, shop.programme_id))
    with tenancy.scope(shop.business_id), db.writing():
        assert links.bring(friend_id=friend.member_id, code=other) is None
        own = links.known_code(shop.member.member_id) or ""
        assert len(own) >= 10
        assert links.bring(friend_id=shop.member.member_id, code=own) is None
        assert links.bring(friend_id=friend.member_id, code="\0" * 12) is None
    with tenancy.scope(world.books.business_id):
        assert links.inviter(own) is None


def test_an_erased_bringer_has_no_link_and_gets_nothing(
    app: Flask, world: World
) -> None:
    shop = world.coffee
    promise(shop)
    code, friend = link_of(shop), bring(shop)
    with db.writing():
        erase(person_id=shop.member.person_id, actor="system")
    with tenancy.scope(shop.business_id):
        assert links.inviter(code) is None
    receipt_id = buy(shop, friend, 600_00)
    assert both(shop, friend) == [(0, 0), (0, 100)]
    give_back(shop, receipt_id)
    assert balance(shop, shop.member).debt == 0
