"""Checks of a card: what is blocked, what a decision does, what an appeal turns."""

from typing import Any

import pytest

from app.core.errors import NotFound
from app.core.ids import CardId, ReceiptId, StaffId
from app.sales.actions import Booked
from app.sales.errors import ReceiptNotFound
from app.trust import cases, reviews, selling
from app.trust.errors import (
    CaseOpen,
    CaseOver,
    ReasonNeeded,
    SecondPersonNeeded,
    SpendingBlocked,
)
from tests.conftest import Clock
from tests.trust.desk import Desk, set_up


def opened(desk: Desk, *receipts: ReceiptId, **changes: Any) -> int:
    """A check of the guest's card."""
    values: dict[str, Any] = {
        "card_id": desk.guest.card_id,
        "reason": "unusual",
        "text": "We would like to understand these purchases.",
        "receipts": receipts,
        "is_blocking": True,
        "days": 5,
        "staff_id": StaffId(desk.manager.staff_id),
    }
    return desk.do(cases.open_case, **values | changes)


def decide(desk: Desk, how: Any, case_id: int, by: int | None = None) -> Any:
    """Decide as the manager, or as somebody else."""
    who = StaffId(by or desk.manager.staff_id)
    return desk.do(how, case_id=case_id, text="We have looked.", staff_id=who)


def say(desk: Desk, how: Any, case_id: int, card_id: CardId | None = None) -> None:
    """Speak as the holder."""
    desk.do(
        how,
        case_id=case_id,
        card_id=card_id or desk.guest.card_id,
        text="It was me.",
    )


def bought(desk: Desk) -> Booked:
    """A purchase that earned 50."""
    return desk.sell(1_000_00)


def test_a_blocked_card_earns_and_does_not_spend(desk: Desk, clock: Clock) -> None:
    first = bought(desk)
    opened(desk, first.receipt_id)
    with pytest.raises(SpendingBlocked):
        desk.sell(500_00, points=10)
    with pytest.raises(SpendingBlocked):
        desk.ask(selling.quote, desk.sale(500_00, points=10))
    assert desk.ask(selling.quote, desk.sale(500_00)).max_points == 0
    desk.sell(1_000_00)
    assert desk.standing() == (100, 0, 0)
    clock.advance(days=5)
    desk.sell(500_00, points=10)


def test_one_check_at_a_time_and_with_words(desk: Desk) -> None:
    with pytest.raises(ReasonNeeded):
        opened(desk, text=" ")
    with pytest.raises(NotFound):
        opened(desk, reason="because")
    opened(desk)
    with pytest.raises(CaseOpen):
        opened(desk)


def test_evidence_is_of_this_card(desk: Desk) -> None:
    theirs = desk.sell(100_00, card_id=desk.other.card_id)
    with pytest.raises(ReceiptNotFound):
        opened(desk, theirs.receipt_id)


def test_cleared_points_are_released(desk: Desk) -> None:
    receipts = [bought(desk).receipt_id for _ in range(4)]
    assert desk.standing() == (150, 50, 0)
    case_id = opened(desk, *receipts)
    decide(desk, cases.clear, case_id)
    assert desk.standing() == (200, 0, 0)
    assert desk.ask(cases.case, case_id).state == "closed"
    desk.sell(500_00, points=10)
    assert desk.faults() == []


def test_confirmed_points_are_taken_and_an_appeal_turns_it(desk: Desk) -> None:
    receipts = [bought(desk).receipt_id for _ in range(4)]
    case_id = opened(desk, *receipts)
    say(desk, cases.answer, case_id)
    assert decide(desk, cases.confirm, case_id) == 200
    assert desk.standing() == (0, 0, 0)
    assert desk.ask(reviews.waiting) == []
    assert desk.faults() == []
    with pytest.raises(CaseOver):
        say(desk, cases.answer, case_id)
    say(desk, cases.appeal, case_id)
    with pytest.raises(SecondPersonNeeded):
        decide(desk, cases.overturn, case_id)
    assert decide(desk, cases.overturn, case_id, desk.owner.staff_id) == 200
    available, pending, debt = desk.standing()
    assert (available + pending, debt) == (200, 0)
    assert desk.faults() == []
    with pytest.raises(CaseOver):
        decide(desk, cases.overturn, case_id, desk.owner.staff_id)
    assert [row.step for row in desk.ask(cases.steps_of, case_id)] == [
        "opened",
        "answered",
        "confirmed",
        "appealed",
        "overturned",
    ]


def test_an_appeal_has_two_weeks(desk: Desk, clock: Clock) -> None:
    case_id = opened(desk, bought(desk).receipt_id)
    decide(desk, cases.confirm, case_id)
    clock.advance(days=14)
    with pytest.raises(CaseOver):
        say(desk, cases.appeal, case_id)


def test_a_second_look_may_leave_it(desk: Desk) -> None:
    case_id = opened(desk, bought(desk).receipt_id)
    decide(desk, cases.confirm, case_id)
    say(desk, cases.appeal, case_id)
    decide(desk, cases.uphold, case_id, desk.owner.staff_id)
    assert desk.standing() == (0, 0, 0)
    assert desk.ask(cases.case, case_id).state == "closed"


def test_only_its_holder_speaks(desk: Desk) -> None:
    case_id = opened(desk)
    with pytest.raises(NotFound):
        say(desk, cases.answer, case_id, desk.other.card_id)
    stranger = set_up(slug="another")
    with pytest.raises(NotFound):
        say(stranger, cases.answer, case_id)
    with pytest.raises(NotFound):
        decide(stranger, cases.clear, case_id)
