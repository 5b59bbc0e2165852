"""Ordering, cancelling and handing out: points, limits, stock, codes (rows 111, 112)."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core import audit, tenancy
from app.core.errors import AppError
from app.ledger.errors import NotEnoughPoints
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward
from app.rewards import actions, codes, errors, queries
from tests.conftest import Clock
from tests.rewards.shop import (
    CAPPUCCINO,
    DAILY,
    LAST_MUG,
    MENU,
    SAVING,
    TASTING,
    award,
    cancel,
    open_shop,
    order,
    redeem,
    seen,
)
from tests.sales.counter import Counter
from tests.world import issue_card

pytestmark = pytest.mark.usefixtures("app")


def refused(error: type[AppError], do: Callable[[], object]) -> AppError:
    with pytest.raises(error) as caught:
        do()
    return caught.value


def test_an_order_takes_points_and_gives_a_code_for_14_days() -> None:
    shop = open_shop(300)
    made = award(shop, order(shop, CAPPUCCINO))
    assert shop.standing == (50, 0, 0)
    assert (made.name, made.points, made.state) == ("Капучино", 250, "open")
    # Tuesday the 17th, to the end of the 31st in Moscow.
    assert made.expires_at is not None
    assert made.expires_at.isoformat() == "2026-03-31T21:00:00+00:00"
    assert codes.parse(made.spoken.lower()) == made.code
    assert not made.is_new
    assert shop.faults() == []


def test_nobody_orders_what_they_cannot_pay() -> None:
    shop = open_shop(249)
    error = refused(NotEnoughPoints, lambda: order(shop, CAPPUCCINO))
    assert error.params == {"available": 249}
    assert shop.standing == (249, 0, 0)


def test_a_cancelled_order_gives_points_back_to_their_lots(clock: Clock) -> None:
    shop = open_shop(0, life_days=30)
    shop.sell(4_000_00)
    clock.advance(days=10)
    shop.sell(2_000_00)
    before = shop.balance
    made = order(shop, CAPPUCCINO)
    assert shop.standing == (50, 0, 0)
    cancel(shop, made)
    assert shop.balance == before
    assert award(shop, made).state == "cancelled"
    clock.advance(days=21)
    assert shop.standing == (100, 0, 0)
    assert shop.faults() == []


def test_points_that_expired_meanwhile_come_back_with_days_of_grace(
    clock: Clock,
) -> None:
    shop = open_shop(0, life_days=3, grace_days=5)
    shop.sell(5_000_00)
    made = order(shop, CAPPUCCINO)
    clock.advance(days=7)
    cancel(shop, made)
    assert shop.standing == (250, 0, 0)
    clock.advance(days=6)
    assert shop.standing == (0, 0, 0)


def test_it_is_handed_out_once() -> None:
    shop = open_shop()
    made = order(shop, CAPPUCCINO)
    redeem(shop, made)
    error = refused(errors.AwardUsed, lambda: redeem(shop, made))
    assert error.params == {"day": "17 марта", "time": "12:00"}
    refused(errors.AwardUsed, lambda: cancel(shop, made))
    done = award(shop, made)
    assert (done.state, done.outlet) == ("redeemed", "Outlet 1")
    with tenancy.scope(shop.business_id):
        assert "award.redeemed" in {line.act for line in audit.lines()}


def test_nothing_is_handed_out_after_its_last_day(clock: Clock) -> None:
    shop = open_shop()
    made = order(shop, CAPPUCCINO)
    clock.advance(days=15)
    refused(errors.AwardOver, lambda: redeem(shop, made))
    assert award(shop, made).shown_state == "expired"


def test_stock_counts_over_versions_of_the_rules() -> None:
    shop = open_shop()
    order(shop, LAST_MUG)
    shop.do(
        programmes.change_rules,
        programme_id=shop.programme_id,
        rules=PointsRules(rewards=(Reward(name=" кружка ", points=90, stock=1),)),
        actor="system",
    )
    refused(errors.SoldOut, lambda: order(shop, LAST_MUG))


def test_a_cancelled_one_is_there_again() -> None:
    shop = open_shop()
    cancel(shop, order(shop, LAST_MUG))
    order(shop, LAST_MUG)
    refused(errors.SoldOut, lambda: order(shop, LAST_MUG))


def test_a_person_has_so_many_and_another_their_own() -> None:
    shop = open_shop()
    redeem(shop, order(shop, TASTING))
    order(shop, TASTING)
    assert refused(errors.PersonLimit, lambda: order(shop, TASTING)).params == {
        "count": 2
    }
    other = issue_card(shop.business_id, shop.programme_id, phone="+79990000001")
    theirs = Counter(shop.business_id, shop.outlet_id, shop.programme_id, other.card_id)
    theirs.give(100)
    order(theirs, TASTING)


def test_one_a_day_is_one_a_day_where_the_business_is(clock: Clock) -> None:
    shop = open_shop()
    order(shop, DAILY)
    clock.advance(hours=11, minutes=59)
    refused(errors.DayLimit, lambda: order(shop, DAILY))
    clock.advance(minutes=1)
    order(shop, DAILY)


def test_a_reward_that_is_not_offered_is_not_found() -> None:
    shop = open_shop()
    refused(errors.RewardNotOffered, lambda: order(shop, Reward(name="Чай", points=1)))


def test_a_static_code_pays_for_small_rewards_only() -> None:
    shop = open_shop(1000, static_spend_points=100)
    refused(
        errors.RotatingNeeded, lambda: order(shop, CAPPUCCINO, code_is_rotating=False)
    )
    order(shop, LAST_MUG, code_is_rotating=False)
    order(shop, CAPPUCCINO, code_is_rotating=True)


def test_a_discount_is_not_handed_out() -> None:
    shop = open_shop()
    made = order(shop, SAVING)
    refused(errors.TakenAtPayment, lambda: redeem(shop, made))
    assert award(shop, made).state == "open"


def test_another_business_finds_nothing() -> None:
    shop, other = open_shop(), open_shop()
    made = order(shop, CAPPUCCINO)
    refused(errors.AwardNotFound, lambda: redeem(other, made))
    refused(errors.AwardNotFound, lambda: cancel(other, made))
    code = award(shop, made).code
    refused(errors.AwardNotFound, lambda: seen(other, queries.by_code, code))
    assert seen(shop, queries.by_code, code).id == made


def test_what_a_guest_is_offered() -> None:
    shop = open_shop(120)
    order(shop, DAILY)
    member = seen(shop, queries.award, order(shop, LAST_MUG)).member_id
    offered = seen(
        shop,
        queries.offers,
        PointsRules(rewards=MENU),
        programme_id=shop.programme_id,
        member_id=member,
        available=10,
    )
    assert [(o.reward.name, o.missing, o.left, o.limit) for o in offered] == [
        ("Печенье", 0, None, "day"),
        ("Дегустация", 40, None, ""),
        ("Кружка", 90, 0, "stock"),
        ("Скидка 200", 140, None, ""),
        ("Капучино", 240, None, ""),
    ]


@pytest.mark.parametrize("text", ["", "ABCD", "23456789", "ABCD-EFG0", "x" * 200])
def test_what_cannot_be_a_code_is_none(app: Flask, text: str) -> None:
    assert codes.parse(text) is None


def test_only_orders_are_cancelled(app: Flask) -> None:
    shop, other = open_shop(), open_shop()
    made = order(shop, CAPPUCCINO)
    refused(
        errors.AwardNotFound,
        lambda: shop.do(
            actions.cancel, award_id=made, actor="holder", card_id=other.card_id
        ),
    )
