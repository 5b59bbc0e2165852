"""Rewards for purchases: once per person, and back with the goods (rows 1 to 4; R6)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.cards import queries as cards
from app.core import clock as app_clock
from app.core import tenancy
from app.core.ids import MemberId
from app.incentives import queries
from app.incentives.queries import Promise
from app.ledger import queries as ledger
from app.programmes import queries as programmes
from app.programmes.goods import Goods
from app.programmes.kinds.points import PointsRules
from app.programmes.target_actions import Action, ActionReward
from app.programmes.windows import Window
from app.sales import actions as sales
from tests.conftest import Clock
from tests.ledger.test_races import at_once
from tests.sales.counter import Counter, lines, open_counter
from tests.sales.test_joined_cards import join
from tests.world import issue_card

FIRST = ActionReward(name="First visit", action=Action.PURCHASE, points=100)
SECOND = ActionReward(
    name="Second visit",
    action=Action.PURCHASE,
    points=50,
    ordinal=2,
    within_days=14,
)
BEANS = ActionReward(
    name="Two bags of beans",
    action=Action.GOODS,
    points=40,
    goods=Goods(categories=("beans",)),
    min_quantity_milli=2000,
    per_person=None,
)


def shop(*rules: ActionReward, **more: Any) -> Counter:
    return open_counter(PointsRules(rate_basis_points=0, actions=rules, **more))


def promises(counter: Counter) -> list[Promise]:
    with tenancy.scope(counter.business_id):
        version = programmes.current(counter.programme_id, app_clock.now())
        member_id = cards.card(counter.card_id).member_id
        return queries.promises(counter.card_id, MemberId(member_id), version)


def test_the_first_purchase_brings_its_reward_once(app: Flask) -> None:
    counter = shop(FIRST)
    assert [each.rule for each in promises(counter)] == [FIRST]
    booked = counter.sell(1_00)
    assert booked.available == 100
    counter.sell(1_00)
    assert counter.standing == (100, 0, 0)
    assert promises(counter) == []
    with tenancy.scope(counter.business_id):
        row = ledger.history(counter.card_id, limit=1)[0]
    assert (row.kind, row.reason) == ("gift", "action: First visit")


def test_a_second_first_purchase_is_impossible_after_a_merge(app: Flask) -> None:
    first = shop(FIRST)
    first.sell(1_00)
    second = join(first)
    second.sell(1_00)
    assert second.standing == (100, 0, 0)
    assert second.faults() == []


def test_the_second_within_days_and_its_countdown(app: Flask, clock: Clock) -> None:
    counter = shop(FIRST, SECOND)
    assert [each.rule.name for each in promises(counter)] == ["First visit"]
    counter.sell(1_00)
    waiting = promises(counter)[0]
    assert (waiting.rule, waiting.last_day) == (SECOND, date(2026, 3, 31))
    # Moscow's 31 March ends at 21:00 in London's winter hours.
    clock.set(datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC))
    assert promises(counter)
    counter.sell(1_00)
    assert counter.standing == (150, 0, 0)
    assert promises(counter) == []


def test_the_second_comes_too_late(app: Flask, clock: Clock) -> None:
    counter = shop(FIRST, SECOND)
    counter.sell(1_00)
    clock.set(datetime(2026, 3, 31, 21, tzinfo=UTC))
    assert promises(counter) == []
    counter.sell(1_00)
    assert counter.standing == (100, 0, 0)


def test_the_return_takes_it_back_into_debt_where_it_is_spent(app: Flask) -> None:
    counter = shop(FIRST)
    first = counter.sell(500_00)
    counter.refund(first.receipt_id)
    assert counter.standing == (0, 0, 0)
    again = counter.sell(500_00)
    assert counter.standing == (100, 0, 0)
    counter.sell(500_00, points=80)
    counter.undo(again.receipt_id)
    # Another purchase is the first one now, and keeps the reward.
    assert counter.standing == (20, 0, 0)
    assert counter.faults() == []


def test_the_return_of_all_purchases_leaves_a_debt(app: Flask) -> None:
    counter = shop(FIRST)
    first = counter.sell(500_00)
    spent = counter.sell(100_00, points=100)
    counter.give(30)
    assert spent.paid_minor == 0
    counter.refund(first.receipt_id)
    assert counter.standing == (0, 0, 70)
    assert counter.faults() == []


def test_a_part_of_the_first_purchase_is_enough(app: Flask) -> None:
    counter = shop(FIRST)
    booked = counter.sell(100_00, 200_00)
    counter.refund(booked.receipt_id, 2)
    assert counter.standing == (100, 0, 0)


def test_less_than_the_least_receipt_is_not(app: Flask) -> None:
    own = ActionReward(
        name="First",
        action=Action.PURCHASE,
        points=100,
        min_receipt_minor=200_00,
    )
    counter = shop(own)
    booked = counter.sell(100_00, 200_00)
    assert counter.standing == (100, 0, 0)
    counter.refund(booked.receipt_id, 2)
    assert counter.standing == (0, 0, 0)


def test_an_exchange_of_the_first_purchase_keeps_the_reward(app: Flask) -> None:
    counter = shop(FIRST)
    booked = counter.sell(300_00)
    counter.do(
        sales.exchange,
        receipt_id=booked.receipt_id,
        positions=None,
        sale=counter.sale(*lines(200_00)),
    )
    assert counter.standing == (100, 0, 0)
    counter.sell(1_00)
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []


def test_chosen_goods_in_the_least_number(app: Flask) -> None:
    counter = shop(BEANS)
    counter.book(*lines(500_00, category="beans"))
    assert counter.standing == (0, 0, 0)
    booked = counter.book(*lines(500_00, 500_00, category=" Beans "))
    assert counter.standing == (40, 0, 0)
    counter.book(*lines(500_00, 500_00, category="beans"))
    assert counter.standing == (80, 0, 0)
    counter.refund(booked.receipt_id, 1)
    assert counter.standing == (40, 0, 0)


def test_hours_and_days_of_the_outlet(app: Flask, clock: Clock) -> None:
    own = ActionReward(
        name="First",
        action=Action.PURCHASE,
        points=10,
        window=Window(weekdays=(2,), from_minute=12 * 60, until_minute=16 * 60),
    )
    counter = shop(own)
    # 16:00 of a Tuesday in Moscow.
    clock.set(datetime(2026, 3, 17, 13, tzinfo=UTC))
    counter.sell(1_00)
    assert counter.standing == (0, 0, 0)


@pytest.mark.parametrize(("per_person", "expected"), [(1, 40), (2, 80)])
def test_a_limit_per_person(app: Flask, per_person: int, expected: int) -> None:
    own = ActionReward(
        name="Beans",
        action=Action.GOODS,
        points=40,
        goods=Goods(categories=("beans",)),
        per_person=per_person,
    )
    counter = shop(own)
    for _ in range(3):
        counter.book(*lines(500_00, category="beans"))
    assert counter.standing == (expected, 0, 0)


def test_a_limit_in_days(app: Flask, clock: Clock) -> None:
    own = ActionReward(
        name="Beans",
        action=Action.GOODS,
        points=40,
        goods=Goods(categories=("beans",)),
        per_person=None,
        every_days=7,
    )
    counter = shop(own)
    for _ in range(15):
        counter.book(*lines(500_00, category="beans"))
        clock.advance(days=1)
    assert counter.standing == (120, 0, 0)


def test_a_limit_in_all_of_tills_at_once(app: Flask) -> None:
    own = ActionReward(name="First", action=Action.PURCHASE, points=100, in_total=2)
    counter = shop(own)
    others = [
        issue_card(counter.business_id, counter.programme_id).card_id for _ in range(4)
    ]
    at_once(
        app,
        [
            lambda card_id=card_id: counter.sell(1_00, card_id=card_id)
            for card_id in others
        ],
    )
    with tenancy.scope(counter.business_id):
        points = [ledger.balance(card_id).available for card_id in others]
    assert sorted(points) == [0, 0, 100, 100]
    assert counter.faults() == []


def test_one_card_at_two_tills_is_rewarded_once(app: Flask) -> None:
    counter = shop(FIRST)
    at_once(app, [lambda: counter.sell(1_00)] * 4)
    assert counter.standing == (100, 0, 0)
    assert counter.faults() == []


def test_a_hold_and_a_life_of_its_own(app: Flask, clock: Clock) -> None:
    own = ActionReward(
        name="First",
        action=Action.PURCHASE,
        points=100,
        hold_days=2,
        life_days=14,
    )
    counter = shop(own, life_days=400)
    counter.sell(1_00)
    assert counter.standing == (0, 100, 0)
    clock.set(datetime(2026, 3, 18, 21, tzinfo=UTC))
    assert counter.standing == (100, 0, 0)
    clock.set(datetime(2026, 3, 31, 20, 59, tzinfo=UTC))
    assert counter.standing == (100, 0, 0)
    clock.advance(minutes=1)
    assert counter.standing == (0, 0, 0)


def test_a_hold_longer_than_the_cards_own_life(app: Flask, clock: Clock) -> None:
    own = ActionReward(name="First", action=Action.PURCHASE, points=100, hold_days=30)
    counter = shop(own, life_days=10)
    counter.sell(1_00)
    clock.advance(days=30)
    assert counter.standing == (100, 0, 0)


def test_purchases_of_the_past_count_and_are_not_thanked_for(
    app: Flask, clock: Clock
) -> None:
    counter = shop(FIRST)
    past = app_clock.now() - timedelta(days=400)
    counter.sell(1_00, source="import", occurred_at=past)
    counter.sell(1_00)
    assert counter.standing == (0, 0, 0)
