"""Cashback with a limit of the month: cut, told, and stable under returns (E18)."""

from itertools import permutations

import pytest
from flask import Flask

from app.programmes.kinds.cashback import CashbackRules
from tests.conftest import Clock
from tests.sales.counter import Counter, open_counter


def open_bank(limit: int | None = 3_000_00) -> Counter:
    rules = CashbackRules(rate_basis_points=3_00, month_limit_points=limit)
    return open_counter(rules)  # type: ignore[arg-type]


@pytest.fixture
def bank(app: Flask) -> Counter:
    """A card that has got 2,980.00 this month."""
    bank = open_bank()
    bank.sell(99_333_34)
    assert bank.standing == (2_980_00, 0, 0)
    return bank


def test_e18_what_goes_beyond_the_month_is_cut(bank: Counter) -> None:
    booked = bank.sell(1_234_50)
    assert (booked.earned_points, booked.cut_points) == (20_00, 17_03)
    assert bank.standing == (3_000_00, 0, 0)
    assert bank.sell(100_00).earned_points == 0


def test_e18_without_a_limit_nothing_is_cut(app: Flask) -> None:
    booked = open_bank(None).sell(1_234_50)
    assert (booked.earned_points, booked.cut_points) == (37_03, 0)


def test_a_new_month_of_the_outlet_begins_anew(bank: Counter, clock: Clock) -> None:
    bank.sell(1_234_50)
    # Midnight in Moscow, while it is still March in Greenwich.
    clock.set(clock.now.replace(day=31, hour=20, minute=59))
    assert bank.sell(1_000_00).earned_points == 0
    clock.advance(minutes=1)
    assert bank.sell(1_000_00).earned_points == 30_00


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_returns_take_the_same_in_any_order(
    bank: Counter, order: tuple[int, ...]
) -> None:
    booked = bank.sell(500_00, 400_00, 334_50)
    assert booked.earned_points == 20_00
    first, second, last = order
    for position in (first, second):
        bank.refund(booked.receipt_id, position)
    left = {1: 15_00, 2: 12_00, 3: 10_03}[last]
    assert bank.standing == (2_980_00 + left, 0, 0)
    bank.refund(booked.receipt_id, last)
    assert bank.standing == (2_980_00, 0, 0)
    assert bank.faults() == []


def test_a_return_makes_room_in_its_month(bank: Counter) -> None:
    booked = bank.sell(1_234_50)
    bank.refund(booked.receipt_id)
    assert bank.sell(500_00).earned_points == 15_00
