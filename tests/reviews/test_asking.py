"""A guest is asked once, some hours after a purchase, and once a month at most."""

import pytest
from sqlalchemy import func, select

from app.core import db, tenancy
from app.core.ids import CardId, ReceiptId
from app.core.outbox import OutboxRow
from app.reviews import asking, handlers
from app.reviews.events import ReviewDue
from tests.conftest import Clock
from tests.reviews import telling
from tests.reviews.saying import buy, choose, guest, say
from tests.world import Shop, World


def asked(shop: Shop) -> list[int]:
    """The receipts that its member was asked about."""
    notices = telling.told(shop, shop.member.member_id, "review_ask")
    return [each["receipt_id"] for each in notices]


def test_the_question_comes_some_hours_later_and_once(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    telling.deliver()
    assert asked(shop) == []
    clock.advance(hours=3)
    telling.deliver()
    telling.deliver()
    assert asked(shop) == [receipt_id]


def test_nobody_is_asked_twice_in_a_month(world: World, clock: Clock) -> None:
    shop = world.coffee
    first = buy(shop)
    telling.deliver()
    clock.advance(days=29)
    buy(shop)
    telling.deliver()
    clock.advance(days=2)
    later = buy(shop)
    telling.deliver()
    clock.advance(hours=3)
    telling.deliver()
    assert asked(shop) == [first, later]


@pytest.mark.parametrize(("stars", "amount_minor"), [(1, 1_00), (5, 90_000_00)])
def test_everybody_is_asked_alike(
    world: World, clock: Clock, stars: int, amount_minor: int
) -> None:
    """Neither what somebody said before nor what they spend plays a part."""
    shop = world.coffee
    said = buy(shop)
    say(shop, receipt_id=said, stars=stars)
    telling.deliver()
    clock.advance(days=31)
    receipt_id = buy(shop, amount_minor=amount_minor)
    telling.deliver()
    clock.advance(hours=3)
    telling.deliver()
    assert asked(shop) == [receipt_id]


def test_who_has_said_it_already_is_not_asked(world: World, clock: Clock) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    telling.deliver()
    say(shop, receipt_id=receipt_id)
    clock.advance(hours=3)
    telling.deliver()
    assert asked(shop) == []


def test_a_purchase_that_came_back_is_not_asked_about(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    telling.deliver()
    telling.give_back(shop, receipt_id)
    clock.advance(hours=3)
    telling.deliver()
    assert asked(shop) == []


def test_a_business_may_choose_to_ask_nobody(world: World, clock: Clock) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    telling.deliver()
    choose(shop, is_asking=False)
    clock.advance(hours=3)
    telling.deliver()
    assert asked(shop) == []
    with tenancy.scope(shop.business_id):
        assert (
            asking.offered(CardId(shop.member.card_id), shop.member.member_id) is None
        )
        with db.writing():
            assert asking.plan([ReceiptId(receipt_id)]) == 0


def test_old_purchases_that_come_late_are_not_asked_about(
    world: World, clock: Clock
) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    clock.advance(days=2)
    with tenancy.scope(shop.business_id), db.writing():
        assert asking.plan([ReceiptId(receipt_id)]) == 0


def test_a_repeated_fact_plans_nothing_more(world: World) -> None:
    shop = world.coffee
    receipt_id = buy(shop)
    fact = ReviewDue(business_id=shop.business_id, receipt_id=receipt_id)
    for _ in range(3):
        handlers.plan_questions(fact)
    planned = select(func.count(OutboxRow.id)).where(OutboxRow.fact == "ReviewDue")
    assert db.session().scalar(planned) == 1


def test_an_unknown_receipt_asks_nobody(world: World) -> None:
    shop = world.coffee
    handlers.plan_questions(ReviewDue(business_id=shop.business_id, receipt_id=10**9))
    with tenancy.scope(shop.business_id):
        assert asking.due(ReceiptId(10**9)) is None


def test_the_cards_page_offers_the_last_purchase(world: World, clock: Clock) -> None:
    shop = world.coffee

    def offered() -> int | None:
        db.session().rollback()
        with tenancy.scope(shop.business_id):
            return asking.offered(CardId(shop.member.card_id), shop.member.member_id)

    assert offered() is None
    buy(shop)
    last = buy(shop)
    assert offered() == last
    say(shop, receipt_id=last, is_draft=True)
    assert offered() == last
    say(shop, receipt_id=last)
    assert offered() is None, "the one before is past: nobody is chased"
    newest = buy(shop)
    telling.give_back(shop, newest)
    assert offered() is None
    again = buy(shop)
    assert offered() == again
    clock.advance(days=15)
    assert offered() is None


@pytest.mark.parametrize("stars", [1, 5])
def test_another_guests_question_is_their_own(
    world: World, clock: Clock, stars: int
) -> None:
    shop, other = world.coffee, guest(world.coffee)
    say(shop, stars=stars)
    theirs = buy(shop, other)
    telling.deliver()
    clock.advance(hours=3)
    telling.deliver()
    notices = telling.told(shop, other.member_id, "review_ask")
    assert [each["receipt_id"] for each in notices] == [theirs]
