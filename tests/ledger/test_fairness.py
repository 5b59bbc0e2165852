"""Lots that go on with a later end: same origin, same sum, books whole (M10)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.core import db
from app.ledger import fairness
from app.ledger.fairness import Spared
from app.ledger.lots import LiveLot
from tests.ledger.books import Till, day, rows, through


def _lots(card: int) -> list[tuple[int, int, int | None, int]]:
    return [
        (row.amount, row.remaining, row.receipt_id, row.issuer_id)
        for row in rows(
            "SELECT * FROM lots WHERE card_id = :card ORDER BY id", card=card
        )
    ]


def test_what_is_left_moves_into_a_lot_with_the_later_end(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(1, 1), until=through(3, 31), receipt_id=7)
    till.credit(card, 30, day(1, 2))
    till.spend(card, 40, day(2, 1))
    assert till.extend(card, through(4, 30), day(3, 31, hour=23)) == 60
    assert till.balance(card, day(4, 2)).available == 90
    assert _lots(card)[0] == (100, 0, 7, till.business_id)
    assert _lots(card)[2] == (60, 60, 7, till.business_id)
    row = till.history(card)[0]
    assert (row.kind, row.net_points, row.expires_at) == ("extend", 0, through(4, 30))
    assert till.expire(card, day(5, 1)) == 60
    assert till.balance(card, day(5, 1)).available == 30
    assert till.faults() == []


def test_the_order_of_spending_follows_the_new_end(till: Till) -> None:
    card = till.card()
    till.credit(card, 10, day(1, 1), until=through(1, 31))
    till.credit(card, 20, day(1, 2), until=through(2, 15))
    till.extend(card, through(2, 14), day(1, 31))
    till.extend(card, through(3, 2), day(2, 14))
    till.spend(card, 15, day(2, 20))
    assert till.balance(card, day(2, 20)).available == 15
    assert till.faults() == []


def test_points_on_hold_stay_on_hold(till: Till) -> None:
    card = till.card()
    till.credit(card, 50, day(1, 1), available=day(1, 20), until=through(1, 20))
    assert till.extend(card, through(2, 20), day(1, 10)) == 50
    shown = till.balance(card, day(1, 19))
    assert (shown.available, shown.pending) == (0, 50)
    assert till.balance(card, day(1, 20)).available == 50
    assert till.faults() == []


def test_a_return_takes_the_lengthened_lot_of_its_own_receipt_first(till: Till) -> None:
    card = till.card()
    till.credit(card, 5, day(1, 1), until=through(1, 31), receipt_id=1)
    first = till.credit(card, 50, day(1, 2), until=through(1, 31), kind="gift")
    till.extend(card, through(3, 2), day(1, 31))
    till.extend(card, through(3, 30), day(3, 2))
    till.reverse(first.posting_id, day(3, 5))
    live = rows("SELECT * FROM lots WHERE card_id = :card AND remaining > 0", card=card)
    assert [(row.remaining, row.receipt_id) for row in live] == [(5, 1)]
    assert till.faults() == []


def test_points_that_come_back_to_a_lengthened_lot_can_be_lengthened_again(
    till: Till,
) -> None:
    card = till.card()
    till.credit(card, 50, day(1, 1), until=through(1, 31))
    till.spend(card, 20, day(1, 5), receipt_id=3)
    till.extend(card, through(3, 2), day(1, 31, hour=23))
    till.give_back(card, 20, day(1, 31, hour=23), 3)
    assert till.extend(card, through(3, 2), day(1, 31, hour=23)) == 20
    assert till.balance(card, day(2, 1)).available == 50
    assert till.faults() == []


@pytest.mark.parametrize("unit", ["minor", "stamp"])
def test_every_unit_goes_on_alike(till: Till, unit: str) -> None:
    card = till.card(unit)
    till.credit(card, 9, day(1, 1), until=through(1, 31))
    assert till.extend(card, through(3, 2), day(1, 31)) == 9
    assert till.balance(card, day(2, 1)).available == 9
    assert till.faults() == []


def test_who_spares_lots_is_asked_before_anything_ends(
    till: Till, judges: list[fairness.Judge]
) -> None:
    card = till.card()
    kept = till.credit(card, 10, day(1, 1), until=through(1, 31))
    till.credit(card, 20, day(1, 2), until=through(1, 31))
    asked: list[int] = []

    def spare(card_id: int, ended: Sequence[LiveLot], at: datetime) -> Spared | None:
        asked.append(card_id)
        own = frozenset(lot.id for lot in ended if lot.remaining == 10)
        return Spared(own, at + timedelta(days=30)) if own else None

    judges.append(spare)
    # A sale finds what the job has missed, weeks after the end.
    till.spend(card, 4, day(2, 20))
    assert asked == [card]
    assert till.balance(card, day(2, 20)).available == 6
    assert till.account("breakage") == 20
    assert kept.posting_id
    assert till.faults() == []


def test_the_database_refuses_another_end(till: Till) -> None:
    card = till.card()
    till.credit(card, 10, day(1, 1), until=through(1, 31))
    with pytest.raises(Exception, match="no UPDATE on lots"), till.writing():
        db.connection().exec_driver_sql(
            "UPDATE lots SET expires_at = expires_at + 1"
            if db.is_sqlite()
            else "UPDATE lots SET expires_at = now()"
        )
