"""Cards of several kinds in one business's books: each in its own unit (R18)."""

import pytest

from app.ledger.errors import MoreThanSpent
from tests.ledger.books import Till, day

SALE = 501


def test_r7_of_two_cards_that_paid_each_gets_back_its_own(till: Till) -> None:
    points, certificate = till.card(), till.card()
    for card in (points, certificate):
        till.credit(card, 100, day(1, 1))
        till.spend(card, 60, day(1, 2), receipt_id=SALE)
    done = till.give_back(points, 60, day(1, 3), SALE, spent_on=[points])
    assert done.available == 100
    with pytest.raises(MoreThanSpent):
        till.give_back(points, 1, day(1, 3), SALE, spent_on=[points])
    assert till.give_back(certificate, 60, day(1, 3), SALE).available == 100
    assert till.faults() == []


@pytest.mark.parametrize("unit", ["minor", "stamp", "visit"])
def test_r18_every_unit_has_accounts_of_its_own(till: Till, unit: str) -> None:
    points, other = till.card(), till.card(unit=unit)
    till.credit(points, 500, day(1, 1))
    till.credit(other, 8, day(1, 1), kind="sell")
    till.spend(other, 3, day(1, 2))
    till.spend(other, 1, day(1, 3), kind="buy_back")
    assert till.balance(other, day(1, 3)).available == 4
    assert till.account("expense") == -500
    assert till.account("sold", unit) == -7
    assert till.account("redeemed", unit) == 3
    assert till.account("redeemed") == 0
    assert till.faults() == []
