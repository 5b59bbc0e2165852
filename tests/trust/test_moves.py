"""A cheque on the wrong card goes to the right one, and both say so."""

from typing import Any

import pytest

from app.core.ids import ReceiptId, StaffId
from app.offers.rules import Terms
from app.sales import actions as sales
from app.sales import queries as receipts
from app.trust import approvals, moves
from app.trust.errors import (
    CannotMove,
    MoveTooLate,
    OwnCard,
    PaidWithPoints,
    SameCard,
)
from tests.conftest import Clock
from tests.offers.giving import give, promote
from tests.trust.desk import Desk


def move(desk: Desk, receipt_id: ReceiptId, **changes: Any) -> moves.Moved:
    """Move a cheque to the other guest's card."""
    values: dict[str, Any] = {
        "receipt_id": receipt_id,
        "card_id": desk.other.card_id,
        "staff_id": StaffId(desk.cashier.staff_id),
    }
    return desk.do(moves.move, **values | changes)


def test_points_go_over_under_the_first_time(desk: Desk, clock: Clock) -> None:
    first = desk.sell(1_000_00, number="A-1")
    sold_at = clock.now
    clock.advance(hours=23)
    moved = move(desk, first.receipt_id)
    assert moved.receipt_id is not None
    assert desk.standing() == (0, 0, 0)
    assert desk.standing(desk.other.card_id) == (50, 0, 0)
    new = desk.ask(receipts.receipt, moved.receipt_id).row
    assert (new.occurred_at, new.number) == (sold_at, "A-1/2")
    assert new.total_minor == 1_000_00
    link = desk.ask(moves.moved_from, first.receipt_id)
    assert link is not None
    assert link.moved_to_id == moved.receipt_id
    assert desk.ask(moves.moved_to, moved.receipt_id) == link
    assert desk.history()[0] == ("reversal", "moved_away", -50)
    assert desk.history(desk.other.card_id) == [("earn", "moved_here", 50)]
    assert desk.faults() == []


def test_spent_points_of_a_moved_cheque_are_owed(desk: Desk) -> None:
    first = desk.sell(1_000_00)
    desk.sell(500_00, points=50)
    move(desk, first.receipt_id)
    assert desk.standing()[2] == 50 - desk.standing()[0] - 22
    assert desk.standing(desk.other.card_id) == (50, 0, 0)
    assert desk.faults() == []


def test_after_a_day_it_stays(desk: Desk, clock: Clock) -> None:
    first = desk.sell(1_000_00)
    clock.advance(hours=24, seconds=1)
    with pytest.raises(MoveTooLate):
        move(desk, first.receipt_id)


def test_a_move_above_the_limit_waits_for_a_second_person(desk: Desk) -> None:
    first = desk.sell(20_000_00)
    assert move(desk, first.receipt_id).receipt_id is None
    assert desk.standing() == (1000, 0, 0)
    (asked,) = desk.ask(approvals.waiting)
    desk.do(
        approvals.approve, approval_id=asked.id, staff_id=StaffId(desk.owner.staff_id)
    )
    assert desk.standing() == (0, 0, 0)
    assert desk.standing(desk.other.card_id) == (1000, 0, 0)
    assert desk.faults() == []


def test_what_stands_in_the_way(desk: Desk) -> None:
    first = desk.sell(1_000_00)
    with pytest.raises(SameCard):
        move(desk, first.receipt_id, card_id=desk.guest.card_id)
    own = desk.card_of(desk.cashier)
    with pytest.raises(OwnCard):
        move(desk, first.receipt_id, card_id=own.card_id)
    paid = desk.sell(500_00, points=50)
    with pytest.raises(PaidWithPoints):
        move(desk, paid.receipt_id)
    desk.do(
        sales.refund,
        receipt_id=first.receipt_id,
        positions=None,
        number=None,
        outlet_id=desk.outlet_id,
        actor=desk.cashier.actor,
    )
    with pytest.raises(CannotMove):
        move(desk, first.receipt_id)


def test_a_cheque_moves_once(desk: Desk) -> None:
    first = desk.sell(1_000_00)
    move(desk, first.receipt_id)
    with pytest.raises(CannotMove):
        move(desk, first.receipt_id)


def test_a_cheque_that_used_a_personal_offer_stays(desk: Desk) -> None:
    """Elsewhere it would keep the price, and the offer would be free again."""
    terms = Terms(share_basis_points=20_00)
    promotion_id = promote(desk.business_id, "personal", terms)
    give(desk.business_id, promotion_id, desk.guest.member_id)
    first = desk.sell(1_000_00)
    assert first.discount_minor == 200_00
    with pytest.raises(CannotMove):
        move(desk, first.receipt_id)
