"""Joined cards taken apart: what each gets back, whatever happened meanwhile (R23)."""

from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger.errors import NotEnoughPoints
from app.ledger.parting import Parted
from tests.ledger.books import Till, day, open_business, rows, through

KEY = "joined"
slugs = count()


def two(till: Till) -> tuple[int, int]:
    """E36: A has 100 to 1 Mar and 50 to 1 Jun, B owes 20."""
    first, second = till.card(), till.card()
    till.credit(first, 100, day(1, 5), until=through(3, 1))
    till.credit(first, 50, day(1, 6), until=through(6, 1))
    till.credit(second, 20, day(1, 5), receipt_id=7)
    till.spend(second, 20, day(1, 6))
    till.claw(second, 20, day(1, 7), receipt_id=7)
    return first, second


def standing(till: Till, card: int, at: Any) -> tuple[int, int]:
    balance = till.balance(card, at)
    return balance.available + balance.pending, balance.debt


def test_e36_a_debt_goes_back_and_the_lots_are_whole(till: Till) -> None:
    first, second = two(till)
    till.transfer(second, first, day(2, 1), key=KEY)
    assert till.lots(first)[:2] == [80, 50]
    parted = till.part(second, first, day(2, 2), KEY)
    assert parted == Parted(debt=20)
    assert till.lots(first)[:2] == [100, 50]
    assert standing(till, second, day(2, 2)) == (0, 20)
    assert till.faults() == []


def test_lots_come_back_with_their_own_dates(till: Till) -> None:
    first, second = two(till)
    till.transfer(first, second, day(2, 1), key=KEY)
    assert standing(till, second, day(2, 1)) == (130, 0)
    parted = till.part(first, second, day(2, 2), KEY)
    assert parted == Parted(points=150, missing=20)
    assert till.lots(first) == [100, 50]
    assert standing(till, second, day(2, 2)) == (0, 20)
    assert till.expire(first, through(3, 1)) == 100
    assert till.faults() == []


def test_what_expired_since_is_nobodys(till: Till) -> None:
    first, second = till.card(), till.card()
    till.credit(first, 100, day(1, 5), until=through(3, 1))
    till.credit(first, 50, day(1, 6), until=through(6, 1))
    till.credit(second, 30, day(1, 6))
    till.transfer(first, second, day(2, 1), key=KEY)
    assert till.part(first, second, day(4, 1), KEY) == Parted(points=50)
    assert standing(till, first, day(4, 1)) == (50, 0)
    assert standing(till, second, day(4, 1)) == (30, 0)
    assert till.faults() == []


def test_what_was_spent_since_is_owed_by_who_spent_it(till: Till) -> None:
    first, second = till.card(), till.card()
    till.credit(first, 100, day(1, 5))
    till.credit(second, 10, day(1, 5))
    till.transfer(first, second, day(2, 1), key=KEY)
    till.spend(second, 90, day(2, 2))
    till.credit(second, 5, day(2, 3))
    parted = till.part(first, second, day(2, 4), KEY)
    assert parted == Parted(points=100, missing=75)
    assert standing(till, first, day(2, 4)) == (100, 0)
    assert standing(till, second, day(2, 4)) == (0, 75)
    assert till.account("clearing") == 0
    assert till.faults() == []


def test_a_purchase_that_was_returned_meanwhile_is_not_paid_for_again(
    till: Till,
) -> None:
    first, second = till.card(), till.card()
    till.credit(first, 100, day(1, 5), receipt_id=501)
    till.credit(first, 40, day(1, 5), receipt_id=502)
    till.transfer(first, second, day(2, 1), key=KEY)
    till.claw(second, 100, day(2, 2), receipt_id=501)
    assert till.part(first, second, day(2, 3), KEY) == Parted(points=40)
    assert standing(till, second, day(2, 3)) == (0, 0)
    assert till.faults() == []


def test_a_debt_that_purchases_had_repaid_comes_back_as_points(till: Till) -> None:
    first, second = till.card(), till.card()
    till.claw(first, 60, day(1, 5))
    till.credit(second, 10, day(1, 5))
    till.transfer(first, second, day(2, 1), key=KEY)
    assert standing(till, second, day(2, 1)) == (0, 50)
    till.credit(second, 70, day(2, 2))
    assert till.part(first, second, day(2, 3), KEY) == Parted(debt=60)
    assert standing(till, first, day(2, 3)) == (0, 60)
    assert standing(till, second, day(2, 3)) == (80, 0)
    assert till.faults() == []


def test_nothing_moved_nothing_comes_back(till: Till) -> None:
    first, second = till.card(), till.card()
    assert till.transfer(first, second, day(2, 1), key=KEY) is None
    assert till.part(first, second, day(2, 2), KEY) == Parted()


steps = st.lists(
    st.tuples(
        st.sampled_from(["credit", "spend", "claw", "wait"]),
        st.sampled_from([0, 1]),
        st.sampled_from([1, 3, 20, 50, 120]),
        st.sampled_from([None, 2, 9, 40]),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=steps, after=steps)
def test_value_is_kept_whatever_happens(
    app: Flask,
    before: list[Any],
    after: list[Any],
) -> None:
    till = open_business(f"p{next(slugs)}")
    cards = [till.card(), till.card()]
    now = _live(till, cards, before, day(2, 1))
    till.transfer(cards[0], cards[1], now, key=KEY)
    now = _live(till, [cards[1], cards[1]], after, now)
    for card in cards:
        till.expire(card, now)
    owed = _owed(cards)
    parted = till.part(cards[0], cards[1], now, KEY)
    assert _owed(cards) == owed
    assert standing(till, cards[0], now) == (parted.points, parted.debt)
    assert till.account("clearing") == 0
    assert till.faults() == []


def _live(till: Till, cards: list[int], steps: list[Any], now: Any) -> Any:
    for what, which, amount, days in steps:
        now += timedelta(hours=5)
        card = cards[which]
        if what == "credit":
            until = now + timedelta(days=days) if days else None
            till.credit(card, amount, now, until=until)
        elif what == "claw":
            till.claw(card, amount, now)
        elif what == "wait":
            now += timedelta(days=days or 1)
        else:
            _spend(till, card, amount, now)
    return now


def _spend(till: Till, card: int, amount: int, now: Any) -> None:
    try:
        till.spend(card, amount, now)
    except NotEnoughPoints:
        return


def _owed(cards: list[int]) -> int:
    (row,) = rows(
        "SELECT coalesce(sum(balance), 0) AS total FROM accounts "
        "WHERE card_id IN (:first, :second)",
        first=cards[0],
        second=cards[1],
    )
    return int(row.total)
