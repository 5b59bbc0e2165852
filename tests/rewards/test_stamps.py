"""Stamp cards: full ones become awards, returns withdraw them (E19, E44)."""

import pytest
from flask import Flask

from app.cards import queries as cards
from app.core import tenancy
from app.ledger.queries import history
from app.programmes.goods import Goods
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.rules import Reward, RewardKind
from app.rewards import queries
from app.rewards.queries import AwardView
from app.sales.actions import Line
from tests.rewards.shop import redeem
from tests.sales.counter import Counter, lines, open_counter

FREE = Reward(name="Кофе", points=6, kind=RewardKind.ITEM)
PRICE = 200_00


def open_cafe(**rules: object) -> Counter:
    made = StampsRules(**({"rewards": (FREE,), "stamp_per": StampPer.ITEM} | rules))  # type: ignore[arg-type]
    return open_counter(made)  # type: ignore[arg-type]


def stamps(cafe: Counter) -> int:
    return cafe.standing[0]


def awards(cafe: Counter) -> list[AwardView]:
    with tenancy.scope(cafe.business_id):
        member = _member(cafe)
        return queries.open_of(member)


def _member(cafe: Counter) -> int:

    return cards.card(cafe.card_id).member_id


@pytest.fixture
def cafe(app: Flask) -> Counter:
    """A card with five stamps of six."""
    cafe = open_cafe()
    cafe.sell(*[PRICE] * 5)
    assert stamps(cafe) == 5
    return cafe


def test_e19_four_more_make_a_reward_and_three(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    assert (booked.earned_points, booked.available) == (4, 3)
    (award,) = awards(cafe)
    assert (award.name, award.points, award.unit) == ("Кофе", 6, "stamp")
    assert cafe.standing == (3, 0, 0)
    assert cafe.faults() == []


def test_e19_two_returned_leave_the_reward_and_one(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    cafe.refund(booked.receipt_id, 1, 2)
    assert (stamps(cafe), len(awards(cafe))) == (1, 1)


def test_e19_two_more_returned_withdraw_the_reward(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    cafe.refund(booked.receipt_id, 1, 2)
    after = cafe.refund(booked.receipt_id, 3, 4)
    assert (after.available, after.debt) == (5, 0)
    assert cafe.standing == (5, 0, 0)
    assert awards(cafe) == []
    with tenancy.scope(cafe.business_id):
        (past,) = queries.past_of(_member(cafe))
        newest = history(cafe.card_id, limit=1)[0]
    assert past.state == "withdrawn"
    assert newest.reason == "award_withdrawn: Кофе"
    assert cafe.faults() == []


def test_e19_of_a_reward_that_was_used_one_stamp_is_owed(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    redeem(cafe, awards(cafe)[0].id)
    cafe.refund(booked.receipt_id, 1, 2)
    cafe.refund(booked.receipt_id, 3, 4)
    assert cafe.standing == (0, 0, 1)
    cafe.sell(*[PRICE] * 3)
    assert cafe.standing == (2, 0, 0)
    assert cafe.faults() == []


def test_e19_all_at_once_comes_to_the_same(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    cafe.refund(booked.receipt_id)
    assert (cafe.standing, awards(cafe)) == ((5, 0, 0), [])


def test_an_undone_receipt_takes_its_reward_along(cafe: Counter) -> None:
    booked = cafe.sell(*[PRICE] * 4)
    cafe.undo(booked.receipt_id)
    assert (cafe.standing, awards(cafe)) == ((5, 0, 0), [])
    assert cafe.faults() == []


def test_two_full_cards_in_one_cheque_are_two_rewards(cafe: Counter) -> None:
    cafe.sell(*[PRICE] * 8)
    assert (stamps(cafe), len(awards(cafe))) == (1, 2)


def test_e44_stamps_for_full_amounts_carry_the_rest_over(app: Flask) -> None:
    cafe = open_cafe(stamp_per=StampPer.AMOUNT, step_minor=50_00)
    assert cafe.sell(30_00).earned_points == 0
    assert cafe.sell(20_00).earned_points == 1
    assert cafe.sell(130_00).earned_points == 2
    assert cafe.sell(20_00).earned_points == 1
    assert stamps(cafe) == 4


def test_one_stamp_per_receipt_from_a_sum_on(app: Flask) -> None:
    cafe = open_cafe(stamp_per=StampPer.RECEIPT, stamp_from_minor=300_00)
    assert cafe.sell(299_99).earned_points == 0
    booked = cafe.sell(200_00, 100_00)
    assert booked.earned_points == 1
    cafe.refund(booked.receipt_id, 2)
    assert stamps(cafe) == 0


def test_only_chosen_goods_are_stamped(app: Flask) -> None:
    cafe = open_cafe(goods=Goods(categories=("Кофе",)))
    cafe.book(*lines(PRICE, category="кофе"), *lines(PRICE, category="Еда"))
    assert stamps(cafe) == 1


def test_pieces_of_one_line_count_and_free_ones_do_not(app: Flask) -> None:
    cafe = open_cafe()
    cafe.book(
        Line(amount_minor=600_00, quantity_milli=3000),
        Line(amount_minor=0, quantity_milli=1000),
    )
    assert stamps(cafe) == 3


def test_stamps_pay_for_nothing(cafe: Counter) -> None:
    assert cafe.quote(*lines(PRICE)).max_points == 0
