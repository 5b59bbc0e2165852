"""Rewards that are money off: a code typed into a cheque (R11)."""

import pytest
from flask import Flask

from app.programmes.discounts import WhyNot
from app.sales.errors import CodeRefused
from tests.conftest import Clock
from tests.rewards.shop import SAVING, award, open_shop, order
from tests.sales.counter import Counter, lines
from tests.world import issue_card

TYPED = 500_00


@pytest.fixture
def shop(app: Flask) -> Counter:
    return open_shop()


def code_of(shop: Counter) -> tuple[int, str]:
    made = order(shop, SAVING)
    return made, award(shop, made).code


def test_the_code_takes_it_off_and_is_used_up(shop: Counter) -> None:
    award_id, code = code_of(shop)
    booked = shop.sell(TYPED, codes=(code.lower(),))
    assert (booked.discount_minor, booked.paid_minor) == (200_00, 300_00)
    done = award(shop, award_id)  # type: ignore[arg-type]
    assert (done.state, done.outlet) == ("redeemed", "Outlet 1")
    with pytest.raises(CodeRefused):
        shop.sell(TYPED, codes=(code,))
    assert shop.faults() == []


def test_a_quote_uses_nothing_up(shop: Counter) -> None:
    award_id, code = code_of(shop)
    assert shop.quote(*lines(TYPED), codes=(code,)).paid_minor == 300_00
    assert award(shop, award_id).state == "open"  # type: ignore[arg-type]


def test_a_receipt_that_is_taken_back_frees_the_code(shop: Counter) -> None:
    award_id, code = code_of(shop)
    booked = shop.sell(TYPED, codes=(code,))
    shop.refund(booked.receipt_id)
    assert award(shop, award_id).state == "open"  # type: ignore[arg-type]
    again = shop.sell(TYPED, codes=(code,))
    shop.undo(again.receipt_id)
    assert award(shop, award_id).state == "open"  # type: ignore[arg-type]


def test_a_part_that_is_taken_back_does_not(shop: Counter) -> None:
    award_id, code = code_of(shop)
    booked = shop.sell(TYPED, TYPED, codes=(code,))
    shop.refund(booked.receipt_id, 1)
    assert award(shop, award_id).state == "redeemed"  # type: ignore[arg-type]


def test_another_guest_s_code_is_refused(shop: Counter) -> None:
    _, code = code_of(shop)
    other = issue_card(shop.business_id, shop.programme_id, phone="+79990000002")
    theirs = Counter(shop.business_id, shop.outlet_id, shop.programme_id, other.card_id)
    (declined,) = theirs.quote(*lines(TYPED), codes=(code,)).declined
    assert declined.why is WhyNot.NOT_YOURS


def test_an_ended_one_is_refused(shop: Counter, clock: Clock) -> None:
    _, code = code_of(shop)
    clock.advance(days=15)
    (declined,) = shop.quote(*lines(TYPED), codes=(code,)).declined
    assert declined.why is WhyNot.NOT_NOW
