"""Spending beyond what a card holds: promised by a till that could not ask (E32)."""

import pytest

from app.ledger.errors import KeyReused, MoreThanSpent, NotReversible
from tests.ledger.books import Till, day, through

SALE = 700


def test_e32_what_is_missing_becomes_a_debt(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    till.spend(card, 60, day(3, 2))
    done = till.overdraw(card, 80, day(3, 2), receipt_id=SALE)
    assert (done.available, done.debt) == (0, 40)
    assert till.account("redeemed") == 140
    assert till.faults() == []


def test_pending_points_give_before_a_debt_is_made(till: Till) -> None:
    card = till.card()
    till.credit(card, 30, day(3, 1))
    till.credit(card, 50, day(3, 1), available=day(3, 20))
    done = till.overdraw(card, 60, day(3, 2), receipt_id=SALE)
    assert (done.available, done.pending, done.debt) == (0, 20, 0)
    assert till.faults() == []


def test_the_next_credit_repays_it(till: Till) -> None:
    card = till.card()
    till.overdraw(card, 40, day(3, 2), receipt_id=SALE)
    done = till.credit(card, 100, day(3, 3))
    assert (done.debt_repaid, done.available, done.debt) == (40, 60, 0)
    assert till.faults() == []


def test_a_return_forgives_the_debt_first(till: Till) -> None:
    card = till.card()
    till.credit(card, 50, day(3, 1))
    till.overdraw(card, 80, day(3, 2), receipt_id=SALE)
    done = till.give_back(card, 40, day(3, 3), SALE)
    assert (done.available, done.debt) == (10, 0)
    done = till.give_back(card, 40, day(3, 4), SALE)
    assert (done.available, done.debt) == (50, 0)
    assert till.lots(card) == [50]
    with pytest.raises(MoreThanSpent):
        till.give_back(card, 1, day(3, 5), SALE)
    assert till.faults() == []


def test_a_debt_that_was_repaid_comes_back_as_points_with_grace(till: Till) -> None:
    card = till.card()
    till.overdraw(card, 40, day(3, 2), receipt_id=SALE)
    till.credit(card, 100, day(3, 3))
    done = till.give_back(card, 40, day(3, 4), SALE)
    assert (done.available, done.debt) == (100, 0)
    assert till.balance(card, through(3, 18)).available == 60
    assert till.faults() == []


def test_undone_as_a_whole_or_not_at_all(till: Till) -> None:
    card = till.card()
    till.credit(card, 10, day(3, 1))
    whole = till.overdraw(card, 30, day(3, 2), receipt_id=SALE)
    till.reverse(whole.posting_id, day(3, 2))
    assert till.balance(card, day(3, 2)).available == 10
    with pytest.raises(MoreThanSpent):
        till.give_back(card, 1, day(3, 3), SALE)
    part = till.overdraw(card, 30, day(3, 3), receipt_id=SALE + 1)
    till.give_back(card, 5, day(3, 4), SALE + 1)
    with pytest.raises(NotReversible):
        till.reverse(part.posting_id, day(3, 5))
    assert till.faults() == []


def test_it_happens_once(till: Till) -> None:
    card = till.card()
    first = till.overdraw(card, 30, day(3, 2), receipt_id=SALE, key="offline")
    again = till.overdraw(card, 30, day(3, 2), receipt_id=SALE, key="offline")
    assert again.replayed
    assert again.posting_id == first.posting_id
    assert again.debt == 30
    with pytest.raises(KeyReused):
        till.overdraw(card, 31, day(3, 2), receipt_id=SALE, key="offline")
