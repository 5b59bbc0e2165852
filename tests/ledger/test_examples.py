"""The worked examples of the rules, at the level of the books."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.ledger.errors import (
    AlreadyReversed,
    BadAmount,
    BadLife,
    KeyReused,
    MoreThanSpent,
    NotEnoughPoints,
    NotReversible,
)
from tests.ledger.books import Till, day, through

SALE = 501
MOMENT = timedelta(microseconds=1)


def fifo(till: Till) -> int:
    """E01: lots A 100 to 31 Mar, B 50 to 30 Jun, C 200 without end; spend 120."""
    card = till.card()
    till.credit(card, 200, day(1, 1))
    till.credit(card, 50, day(1, 2), until=through(6, 30))
    till.credit(card, 100, day(1, 3), until=through(3, 31))
    assert till.spend(card, 120, day(3, 15), receipt_id=SALE).available == 230
    return card


def test_e01_soonest_expiry_is_spent_first(till: Till) -> None:
    card = fifo(till)
    assert till.lots(card) == [200, 30, 0]
    assert till.balance(card, through(6, 30)).available == 200
    assert till.expire(card, through(6, 30)) == 30
    assert till.lots(card) == [200, 0, 0]
    assert till.balance(card, through(6, 30)).available == 200
    assert till.faults() == []


def test_e02_a_return_goes_back_in_reverse_order(till: Till) -> None:
    card = fifo(till)
    done = till.give_back(card, 60, day(3, 20), SALE)
    assert done.available == 290
    assert till.lots(card) == [200, 50, 40]
    assert till.faults() == []


def test_e03_expired_points_come_back_with_grace(till: Till) -> None:
    card = fifo(till)
    assert till.give_back(card, 120, day(4, 10, hour=12), SALE).available == 350
    assert till.lots(card) == [200, 50, 0, 100]
    assert till.balance(card, through(4, 24) - MOMENT).available == 350
    assert till.balance(card, through(4, 24)).available == 250
    assert till.faults() == []


def test_e04_a_hold_ends_at_local_midnight_and_a_refund_inside_it_leaves_nothing(
    till: Till,
) -> None:
    card = till.card()
    earned = till.credit(
        card, 250, day(3, 1, hour=12), available=day(3, 15), receipt_id=SALE
    )
    assert (earned.available, earned.pending) == (0, 250)
    assert till.balance(card, day(3, 15) - MOMENT).pending == 250
    assert till.balance(card, day(3, 15)).available == 250
    with pytest.raises(NotEnoughPoints):
        till.spend(card, 1, day(3, 15) - MOMENT)
    done = till.claw(card, 250, day(3, 10), receipt_id=SALE)
    assert (done.available, done.pending, done.debt) == (0, 0, 0)
    assert till.balance(card, day(3, 16)).available == 0
    assert till.faults() == []


def test_e05_a_lot_ends_at_its_instant(till: Till) -> None:
    card = till.card()
    end = clock.day_end(date(2026, 12, 31), "Etc/GMT-10")
    assert end.isoformat() == "2026-12-31T14:00:00+00:00"
    till.credit(card, 100, day(1, 1), until=end)
    assert till.spend(card, 60, end - timedelta(seconds=1)).available == 40
    with pytest.raises(NotEnoughPoints) as refused:
        till.spend(card, 1, end)
    assert refused.value.params == {"available": 0}
    assert till.expire(card, end) == 40


def test_e07_partial_refunds_take_back_what_was_earned(till: Till) -> None:
    card = till.card()
    till.credit(card, 49, day(3, 1), receipt_id=SALE)
    left = [
        till.claw(card, part, day(3, 2), receipt_id=SALE).available
        for part in (16, 17, 16)
    ]
    assert left == [33, 16, 0]


def test_e08_points_and_clawback_of_one_returned_item(till: Till) -> None:
    card = till.card()
    till.credit(card, 300, day(3, 1))
    till.spend(card, 300, day(3, 2), receipt_id=SALE)
    till.credit(card, 85, day(3, 2), receipt_id=SALE)
    till.give_back(card, 150, day(3, 3), SALE)
    done = till.claw(card, 43, day(3, 3), receipt_id=SALE)
    assert done.available == 150 + 42
    assert till.lots(card) == [150, 42]
    assert till.faults() == []


def test_e09_all_shares_returned_one_by_one_restore_the_lots(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    till.spend(card, 100, day(3, 2), receipt_id=SALE)
    for share, total in ((34, 34), (33, 67), (33, 100)):
        assert till.give_back(card, share, day(3, 3), SALE).available == total
    with pytest.raises(MoreThanSpent):
        till.give_back(card, 1, day(3, 3), SALE)
    assert till.lots(card) == [100]


def test_e13_a_clawback_beyond_the_balance_becomes_a_debt_repaid_first(
    till: Till,
) -> None:
    card = till.card()
    till.credit(card, 250, day(3, 1), receipt_id=SALE)
    till.spend(card, 200, day(3, 2))
    done = till.claw(card, 250, day(3, 3), receipt_id=SALE)
    assert (done.available, done.debt) == (0, 200)
    next_earn = till.credit(card, 300, day(3, 4))
    assert (next_earn.debt_repaid, next_earn.available, next_earn.debt) == (200, 100, 0)
    assert till.account("loss") == 0
    assert till.faults() == []


def test_e13_mode_floor_reports_a_loss_instead(till: Till) -> None:
    card = till.card()
    till.credit(card, 250, day(3, 1), receipt_id=SALE)
    till.spend(card, 200, day(3, 2))
    done = till.claw(card, 250, day(3, 3), mode="floor", receipt_id=SALE)
    assert (done.available, done.debt) == (0, 0)
    assert till.account("loss") == -200
    assert till.faults() == []


def test_r8_a_debt_stops_at_the_members_limit(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    till.spend(card, 100, day(3, 2))
    assert till.claw(card, 60, day(3, 3), limit=80).debt == 60
    assert till.claw(card, 60, day(3, 3), limit=80).debt == 80
    assert till.account("loss") == -40
    assert till.faults() == []


def test_r8_a_return_repays_the_debt_first(till: Till) -> None:
    card = till.card()
    till.credit(card, 250, day(3, 1), receipt_id=1)
    till.spend(card, 200, day(3, 2), receipt_id=SALE)
    till.claw(card, 250, day(3, 3), receipt_id=1)
    done = till.give_back(card, 150, day(3, 4), SALE)
    assert (done.debt_repaid, done.debt, done.available) == (150, 50, 0)
    done = till.give_back(card, 50, day(3, 4), SALE)
    assert (done.debt, done.available) == (0, 0)
    assert till.faults() == []


def test_r6_a_receipts_own_lot_gives_first_even_while_pending(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1), until=through(3, 31))
    till.credit(card, 50, day(3, 2), available=day(3, 16), receipt_id=SALE)
    done = till.claw(card, 60, day(3, 3), receipt_id=SALE)
    assert (done.available, done.pending) == (90, 0)
    assert till.lots(card) == [90, 0]
    assert till.faults() == []


def test_r13_a_reversal_is_linked_and_happens_once(till: Till) -> None:
    card = till.card()
    earned = till.credit(card, 100, day(3, 1))
    spent = till.spend(card, 80, day(3, 2))
    undone = till.reverse(spent.posting_id, day(3, 2))
    assert undone.available == 100
    with pytest.raises(AlreadyReversed):
        till.reverse(spent.posting_id, day(3, 2))
    with pytest.raises(NotReversible):
        till.reverse(undone.posting_id, day(3, 2))
    assert till.reverse(earned.posting_id, day(3, 2)).available == 0
    newest = till.history(card)
    assert [row.net_points for row in newest] == [-100, 80, -80, 100]
    assert [row.reverses_id for row in newest[:2]] == [
        earned.posting_id,
        spent.posting_id,
    ]
    assert newest[2].reversed_by_id == undone.posting_id
    assert till.account("expense") == till.account("redeemed") == 0
    assert till.faults() == []


def test_r13_reversing_a_credit_that_was_spent_leaves_a_debt(till: Till) -> None:
    card = till.card()
    earned = till.credit(card, 100, day(3, 1))
    till.spend(card, 80, day(3, 2))
    done = till.reverse(earned.posting_id, day(3, 3))
    assert (done.available, done.debt) == (0, 80)
    assert till.faults() == []


def test_r13_a_reversed_clawback_forgives_its_debt(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1), receipt_id=SALE)
    till.spend(card, 70, day(3, 2))
    clawed = till.claw(card, 100, day(3, 3), receipt_id=SALE)
    till.credit(card, 30, day(3, 4))
    done = till.reverse(clawed.posting_id, day(3, 5))
    assert (done.available, done.debt) == (60, 0)
    assert till.faults() == []


def test_r13_what_was_returned_cannot_be_reversed_as_well(till: Till) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1))
    spent = till.spend(card, 80, day(3, 2), receipt_id=SALE)
    till.give_back(card, 10, day(3, 3), SALE)
    with pytest.raises(NotReversible):
        till.reverse(spent.posting_id, day(3, 3))
    assert till.balance(card, day(3, 3)).available == 30


def test_r13_a_spend_undone_after_its_lot_expired_comes_back_with_grace(
    till: Till,
) -> None:
    card = till.card()
    till.credit(card, 100, day(3, 1), until=through(3, 2))
    spent = till.spend(card, 80, day(3, 2, hour=23))
    undone = till.reverse(spent.posting_id, day(3, 3))
    assert undone.available == 80
    assert till.lots(card) == [0, 80]
    assert till.faults() == []


def test_e31_the_same_key_gives_the_first_answer_and_no_new_row(till: Till) -> None:
    card = till.card()
    first = till.credit(card, 100, day(3, 1), key="sale-1")
    again = till.credit(card, 100, day(3, 1, hour=5), key="sale-1")
    assert again.replayed
    assert (again.posting_id, again.amount) == (first.posting_id, 100)
    spent = till.spend(card, 90, day(3, 2), key="sale-2")
    again = till.spend(card, 90, day(3, 2), key="sale-2")
    assert again.replayed
    assert again.posting_id == spent.posting_id
    assert len(till.history(card)) == 2
    assert till.balance(card, day(3, 2)).available == 10


def test_e31_the_same_key_with_another_sum_is_refused(till: Till) -> None:
    card, other = till.card(), till.card()
    till.credit(card, 100, day(3, 1), key="sale-1")
    with pytest.raises(KeyReused):
        till.credit(card, 101, day(3, 1), key="sale-1")
    with pytest.raises(KeyReused):
        till.credit(other, 100, day(3, 1), key="sale-1")
    with pytest.raises(KeyReused):
        till.spend(card, 100, day(3, 1), key="sale-1")
    assert len(till.history(card)) == 1
    assert till.balance(card, day(3, 1)).available == 100


def test_e36_a_debt_is_taken_from_the_soonest_lot_when_cards_join(till: Till) -> None:
    for has_debt_first in (True, False):
        rich, poor = till.card(), till.card()
        till.credit(rich, 100, day(1, 1), until=through(3, 1), receipt_id=SALE)
        till.credit(rich, 50, day(1, 2), until=through(6, 1))
        till.claw(poor, 20, day(1, 3))
        pair = (poor, rich) if has_debt_first else (rich, poor)
        till.transfer(*pair, day(1, 4))
        assert till.balance(pair[1], day(1, 4)).available == 130
        assert till.balance(pair[0], day(1, 4)) == till.balance(pair[0], day(1, 5))
        assert till.balance(pair[0], day(1, 4)).available == 0
        assert till.balance(pair[1], through(3, 1)).available == 50
        assert till.claw(pair[1], 80, day(1, 5), receipt_id=SALE).available == 50
    assert till.account("clearing") == 0
    assert till.faults() == []


def test_r7_a_return_after_joining_goes_to_the_card_in_use(till: Till) -> None:
    old, new = till.card(), till.card()
    till.credit(old, 100, day(1, 1), until=through(3, 1))
    till.spend(old, 40, day(1, 2), receipt_id=SALE)
    till.transfer(old, new, day(1, 3))
    done = till.give_back(new, 40, day(1, 4), SALE)
    assert done.available == 100
    assert till.balance(old, day(1, 4)).available == 0
    assert till.balance(new, through(3, 1)).available == 0
    assert till.faults() == []


def test_e39_every_operation_is_double_entry(till: Till) -> None:
    card = till.card()
    till.credit(card, 200, day(1, 1))
    till.credit(card, 300, day(1, 2), until=through(3, 31))
    till.spend(card, 200, day(3, 2))
    assert till.expire(card, through(3, 31)) == 100
    assert till.account("expense") == -500
    assert till.account("redeemed") == 200
    assert till.account("breakage") == 100
    assert till.balance(card, through(3, 31)).available == 200 == sum(till.lots(card))
    assert till.faults() == []


@pytest.mark.parametrize("points", [35, 1, 2])
def test_e43_e44_any_whole_number_of_points_is_credited(
    till: Till, points: int
) -> None:
    card = till.card()
    assert till.credit(card, points, day(3, 1)).available == points


@pytest.mark.parametrize("amount", [0, -1, 1_000_000_001])
def test_e45_nothing_earned_is_not_posted(till: Till, amount: int) -> None:
    card = till.card()
    for change in (till.credit, till.spend, till.claw):
        with pytest.raises(BadAmount):
            change(card, amount, day(3, 1))
    assert till.history(card) == []


def test_e46_an_exchange_credits_the_net_and_keeps_the_first_hold(till: Till) -> None:
    card = till.card()
    till.credit(card, 35, day(3, 1), available=day(3, 15), receipt_id=SALE)
    till.credit(card, 10, day(3, 5), available=day(3, 19), receipt_id=SALE + 1)
    assert till.balance(card, day(3, 15)).available == 35
    assert till.balance(card, day(3, 19)).available == 45


def test_e48_a_clawback_takes_what_the_first_rules_gave(till: Till) -> None:
    card = till.card()
    till.credit(card, 50, day(3, 1), receipt_id=SALE, rule_version_id=1)
    done = till.claw(card, 50, day(3, 9), receipt_id=SALE, rule_version_id=1)
    assert (done.available, done.debt) == (0, 0)


def test_r4_a_life_must_outlast_the_hold(till: Till) -> None:
    card = till.card()
    with pytest.raises(BadLife):
        till.credit(card, 5, day(3, 1), available=day(3, 9), until=day(3, 9))


def test_l8_expiry_is_booked_once_and_at_its_own_instant(till: Till) -> None:
    card = till.card()
    till.credit(card, 10, day(3, 1), until=through(3, 3))
    till.credit(card, 20, day(3, 1), until=through(3, 5))
    till.credit(card, 40, day(3, 1))
    assert till.expire(card, through(3, 3) - MOMENT) == 0
    till.credit(card, 1, day(4, 1))
    assert till.expire(card, day(4, 1)) == 0
    # The clock goes back: nothing expires again, nothing revives.
    assert till.expire(card, day(3, 4)) == 0
    assert till.spend(card, 5, day(3, 4)).available == 36
    ended = till.history(card, kind="expire")
    assert [(row.net_points, row.occurred_at) for row in ended] == [
        (-20, through(3, 5)),
        (-10, through(3, 3)),
    ]
    assert till.faults() == []


def test_l8_a_late_credit_whose_life_is_over_expires_at_once(till: Till) -> None:
    card = till.card()
    till.credit(card, 5, day(6, 1))
    late = till.credit(card, 10, day(3, 1), until=through(3, 3))
    assert late.available == 5
    assert till.history(card, kind="expire")[0].occurred_at == through(3, 3)
    assert till.faults() == []


def test_r2_lots_without_an_end_wait_for_all_that_end(till: Till) -> None:
    card = till.card()
    till.credit(card, 50, day(1, 1))
    for number in range(115):
        till.credit(card, 1, day(1, 2), until=through(3, 1 + number % 28))
    assert till.spend(card, 113, day(1, 3)).available == 52
    assert till.lots(card)[0] == 50
    assert till.spend(card, 3, day(1, 3)).available == 49
    assert till.lots(card)[0] == 49
    assert till.faults() == []


def test_many_small_lots_are_spent_at_once(till: Till) -> None:
    card = till.card()
    for number in range(120):
        till.credit(card, 1, day(1, 1), until=through(3, 1 + number % 30))
    assert till.spend(card, 112, day(1, 2)).available == 8
    left = [n for n, remaining in enumerate(till.lots(card)) if remaining]
    assert {n % 30 for n in left} == {28, 29}
    assert till.faults() == []


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
