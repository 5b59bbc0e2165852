"""Sales on a card that was joined into another: value moves on, receipts stay."""

import pytest
from flask import Flask

from app.cards import actions as cards
from app.programmes.kinds.points import PointsRules
from app.sales import errors
from tests.sales.counter import Counter, lines, open_counter
from tests.world import issue_card


def join(counter: Counter) -> Counter:
    """Join the counter's card into a second one; a counter that sells on that."""
    target = issue_card(counter.business_id, counter.programme_id, phone="+79990000001")
    counter.do(
        cards.join_cards,
        source_id=counter.card_id,
        target_id=target.card_id,
        actor="system",
    )
    return Counter(
        business_id=counter.business_id,
        outlet_id=counter.outlet_id,
        programme_id=counter.programme_id,
        card_id=target.card_id,
    )


def test_a_sale_on_the_old_card_is_booked_on_the_new_one(app: Flask) -> None:
    old = open_counter()
    old.sell(1000_00)
    new = join(old)
    assert old.quote(*lines(100_00)).max_points == 50
    old.sell(100_00, points=20)
    assert new.standing == (34, 0, 0)
    assert old.standing == (0, 0, 0)
    assert new.faults() == []


def test_a_receipt_of_the_old_card_is_refunded_on_the_new_one(app: Flask) -> None:
    old = open_counter()
    old.give(300)
    booked = old.sell(1000_00, 1000_00, points=300)
    new = join(old)
    refunded = old.refund(booked.receipt_id, 1)
    assert (refunded.points_returned, refunded.points_clawed) == (150, 43)
    assert new.standing == (150 + 42, 0, 0)
    old.refund(booked.receipt_id)
    assert new.standing == (300, 0, 0)
    assert new.faults() == []


def test_a_receipt_of_the_old_card_is_undone_on_the_new_one(app: Flask) -> None:
    old = open_counter()
    old.give(300)
    booked = old.sell(1000_00, points=300)
    new = join(old)
    old.undo(booked.receipt_id)
    assert new.standing == (300, 0, 0)
    assert new.faults() == []
    with pytest.raises(errors.ReceiptWasUndone):
        old.undo(booked.receipt_id)


def test_an_undo_takes_the_points_that_the_receipt_brought(app: Flask) -> None:
    old = open_counter(PointsRules(hold_days=14))
    booked = old.sell(1000_00)
    new = join(old)
    new.give(50)
    assert new.standing == (50, 50, 0)
    old.undo(booked.receipt_id)
    assert new.standing == (50, 0, 0)
    assert new.faults() == []
