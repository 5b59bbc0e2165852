"""Closing a card's books (E37)."""

import pytest

from app.ledger import actions
from app.ledger.actions import Cause
from app.ledger.errors import NotEnoughPoints
from tests.ledger.books import Till, day, through


def forfeit(till: Till, card: int, cause: Cause) -> int:
    with till.writing():
        return actions.forfeit(card_id=card, cause=cause)


def test_e37_all_points_become_breakage_pending_ones_too(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1))
    till.credit(card, 40, day(1, 2), until=through(6, 30))
    till.credit(card, 20, day(1, 3), available=day(12, 1))
    cause = till.cause(day(2, 1), reason="erasure")
    assert forfeit(till, card, cause) == 160
    assert till.balance(card, day(2, 2)).available == 0
    assert till.balance(card, day(12, 2)).available == 0
    assert till.lots(card) == [0, 0, 0]
    assert till.account("breakage") == 160
    last = till.history(card)[0]
    assert (last.kind, last.reason, last.net_points) == ("adjust", "erasure", -160)
    assert till.faults() == []


def test_what_expired_before_is_no_part_of_it(till: Till) -> None:
    card = till.card()
    till.credit(card, 30, day(1, 1), until=through(1, 31))
    till.credit(card, 5, day(1, 1))
    assert forfeit(till, card, till.cause(day(3, 1))) == 5
    assert [row.kind for row in till.history(card)][:2] == ["adjust", "expire"]
    assert till.faults() == []


def test_a_debt_becomes_a_loss(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1), receipt_id=1)
    till.spend(card, 100, day(1, 2))
    assert till.claw(card, 100, day(1, 3), receipt_id=1).debt == 100
    assert forfeit(till, card, till.cause(day(1, 4))) == 0
    assert till.balance(card, day(1, 5)).debt == 0
    assert till.account("loss") == -100
    assert till.faults() == []


def test_it_happens_once_and_only_where_something_stands(till: Till) -> None:
    card, empty = till.card(), till.card()
    till.credit(card, 10, day(1, 1))
    cause = till.cause(day(1, 2))
    assert [forfeit(till, card, cause) for _ in range(2)] == [10, 0]
    assert forfeit(till, empty, till.cause(day(1, 2))) == 0
    assert till.history(empty) == []
    with pytest.raises(NotEnoughPoints):
        till.spend(card, 1, day(1, 3))
    assert till.account("breakage") == 10
    assert till.faults() == []
