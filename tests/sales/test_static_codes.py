"""R12, M9: codes that prove nothing spend so much per card and local day."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.programmes.kinds.points import PointsRules
from app.programmes.spending import Reason
from app.sales.errors import DayUsedUp, RotatingCodeNeeded
from tests.conftest import Clock
from tests.sales.counter import Counter, lines, open_counter

STATIC = {"code_is_rotating": False}


@pytest.fixture
def counter(app: Flask) -> Counter:
    """A card with 1,000 points; 100 a day without proof."""
    made = open_counter(PointsRules(static_spend_points=100, rate_basis_points=0))
    made.give(1000)
    return made


def test_r12_many_small_receipts_go_no_further_than_a_large_one(
    counter: Counter,
) -> None:
    counter.sell(200_00, points=60, **STATIC)
    with pytest.raises(DayUsedUp) as refused:
        counter.sell(200_00, points=41, **STATIC)
    assert refused.value.params == {"points": 40}
    counter.sell(200_00, points=40, **STATIC)
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=1, **STATIC)
    assert counter.standing == (900, 0, 0)


def test_r12_a_quote_says_what_is_left_of_the_day_and_why(counter: Counter) -> None:
    counter.sell(200_00, points=60, **STATIC)
    quoted = counter.quote(*lines(500_00), points=100, **STATIC)
    assert quoted.max_points == 40
    assert quoted.binding.reason is Reason.STATIC_DAY


def test_r12_the_spending_code_knows_no_such_limit(counter: Counter) -> None:
    counter.sell(200_00, points=100, **STATIC)
    counter.sell(500_00, points=400)
    quoted = counter.quote(*lines(500_00), points=500)
    assert quoted.max_points == 500
    # What was spent with proof takes nothing from those without.
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=1, **STATIC)


def test_r12_the_day_is_the_outlets_own(counter: Counter, clock: Clock) -> None:
    """Moscow: midnight is 21:00 UTC."""
    clock.set(datetime(2026, 3, 17, 20, 59, 59, tzinfo=UTC))
    counter.sell(200_00, points=100, **STATIC)
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=1, **STATIC)
    clock.advance(seconds=1)
    counter.sell(200_00, points=100, **STATIC)
    yesterday = clock.now - timedelta(seconds=1)
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=1, occurred_at=yesterday, **STATIC)


def test_r12_a_return_gives_no_room_back_but_an_undo_does(counter: Counter) -> None:
    returned = counter.sell(200_00, points=60, **STATIC)
    counter.refund(returned.receipt_id)
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=41, **STATIC)
    undone = counter.sell(200_00, points=40, **STATIC)
    counter.undo(undone.receipt_id)
    counter.sell(200_00, points=40, **STATIC)


def test_r12_the_limit_of_one_receipt_comes_first(counter: Counter) -> None:
    with pytest.raises(RotatingCodeNeeded):
        counter.sell(500_00, points=101, **STATIC)


def test_r12_it_holds_for_cards_that_nothing_protects(app: Flask) -> None:
    rules = PointsRules(unprotected_spend_points=50, rate_basis_points=0)
    counter = open_counter(rules, is_protected=False)
    counter.give(500)
    counter.sell(200_00, points=50, **STATIC)
    with pytest.raises(DayUsedUp):
        counter.sell(200_00, points=1, **STATIC)


def test_r12_a_card_has_a_day_of_its_own(app: Flask) -> None:
    rules = PointsRules(static_spend_points=100, rate_basis_points=0)
    for _ in range(2):
        counter = open_counter(rules)
        counter.give(500)
        counter.sell(200_00, points=100, **STATIC)
