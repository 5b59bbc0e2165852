"""Changes by hand: alone, with a second person, over the day, undone (R16, E34)."""

from datetime import date

import pytest

from app.core import tenancy
from app.core.errors import NotFound
from app.core.ids import StaffId
from app.ledger.errors import BadAmount, NotEnoughPoints
from app.trust import adjustments, approvals
from app.trust.errors import (
    ApprovalOver,
    CannotUndo,
    OverDailyLimit,
    OwnCard,
    ReasonNeeded,
    SecondPersonNeeded,
)
from tests.conftest import Clock
from tests.trust.desk import Desk, set_up
from tests.world import issue_card


def only_request(desk: Desk) -> int:
    """The one request that waits."""
    (asked,) = desk.ask(approvals.waiting)
    return asked.id


def test_e34_a_manager_gives_within_the_limit(desk: Desk) -> None:
    made = desk.adjust(150, reason="late_delivery")
    assert made.is_posted
    assert desk.standing() == (150, 0, 0)
    assert desk.history() == [("adjust", "late_delivery", 150)]


def test_e34_above_the_limit_a_second_person_decides(desk: Desk) -> None:
    made = desk.adjust(600)
    assert not made.is_posted
    assert desk.standing() == (0, 0, 0)
    request = only_request(desk)
    with pytest.raises(SecondPersonNeeded):
        desk.do(
            approvals.approve,
            approval_id=request,
            staff_id=StaffId(desk.manager.staff_id),
        )
    desk.do(
        approvals.approve, approval_id=request, staff_id=StaffId(desk.owner.staff_id)
    )
    assert desk.standing() == (600, 0, 0)
    with pytest.raises(ApprovalOver):
        desk.do(
            approvals.approve,
            approval_id=request,
            staff_id=StaffId(desk.owner.staff_id),
        )
    assert desk.standing() == (600, 0, 0)
    assert desk.faults() == []


def test_e34_the_day_of_an_actor_ends_at_its_limit(desk: Desk, clock: Clock) -> None:
    for amount in (300, 300, -300):
        desk.adjust(amount)
    with pytest.raises(OverDailyLimit) as refused:
        desk.adjust(150)
    assert refused.value.params == {"before": 900, "limit": 1000}
    assert desk.adjust(100).is_posted
    assert desk.adjust(150, by=desk.owner).is_posted
    clock.advance(days=1)
    assert desk.adjust(150).is_posted


def test_e34_an_undo_is_a_reversal_once(desk: Desk) -> None:
    made = desk.adjust(150)
    who = StaffId(desk.manager.staff_id)
    desk.do(adjustments.undo, adjustment_id=made.adjustment_id, staff_id=who)
    assert desk.standing() == (0, 0, 0)
    assert desk.history() == [
        ("reversal", "correction_undone", -150),
        ("adjust", "goodwill", 150),
    ]
    with pytest.raises(CannotUndo):
        desk.do(adjustments.undo, adjustment_id=made.adjustment_id, staff_id=who)
    assert desk.faults() == []


def test_a_declined_request_says_why_and_frees_the_day(desk: Desk) -> None:
    desk.adjust(900)
    request, owner = only_request(desk), StaffId(desk.owner.staff_id)
    with pytest.raises(ReasonNeeded):
        desk.do(approvals.decline, approval_id=request, staff_id=owner, reason=" ")
    desk.do(approvals.decline, approval_id=request, staff_id=owner, reason="Too much")
    (row,) = desk.ask(adjustments.rows_of, desk.guest.card_id)
    assert (row.state, row.posting_id) == ("declined", None)
    assert desk.ask(approvals.decided, 5)[0].decision == "Too much"
    assert desk.adjust(500).is_posted


def test_a_request_is_over_after_two_weeks(desk: Desk, clock: Clock) -> None:
    desk.adjust(600)
    request = only_request(desk)
    clock.advance(days=14)
    assert desk.ask(approvals.waiting) == []
    assert desk.ask(approvals.count_waiting) == 0
    with pytest.raises(ApprovalOver):
        desk.do(
            approvals.approve,
            approval_id=request,
            staff_id=StaffId(desk.owner.staff_id),
        )
    assert desk.standing() == (0, 0, 0)


def test_a_debit_never_goes_below_zero(desk: Desk) -> None:
    desk.adjust(100)
    with pytest.raises(NotEnoughPoints):
        desk.adjust(-150)
    assert desk.standing() == (100, 0, 0)
    desk.adjust(-100)
    assert desk.standing() == (0, 0, 0)


def test_a_mistake_at_the_till_may_leave_a_debt(desk: Desk) -> None:
    desk.adjust(100)
    desk.adjust(-150, reason="till_mistake")
    assert desk.standing() == (0, 0, 50)
    assert desk.faults() == []
    (row, *_) = desk.ask(adjustments.rows_of, desk.guest.card_id)
    desk.do(
        adjustments.undo,
        adjustment_id=row.id,
        staff_id=StaffId(desk.owner.staff_id),
    )
    assert desk.standing() == (100, 0, 0)
    assert desk.faults() == []


def test_a_credit_ends_with_its_last_day(desk: Desk, clock: Clock) -> None:
    today = clock.now.date()
    desk.adjust(150, last_day=date(today.year + 1, 1, 1))
    assert desk.standing() == (150, 0, 0)
    clock.advance(days=800)
    assert desk.standing() == (0, 0, 0)


@pytest.mark.parametrize("amount", [0, 1_000_000_001, -1_000_000_001])
def test_impossible_amounts(desk: Desk, amount: int) -> None:
    with pytest.raises((BadAmount, OverDailyLimit)):
        desk.adjust(amount)


def test_an_unknown_reason_is_nobodys(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.adjust(10, reason="because")


def test_another_business_finds_nothing(desk: Desk) -> None:
    made = desk.adjust(150)
    desk.adjust(600)
    request = only_request(desk)
    stranger = set_up(slug="another")
    with tenancy.scope(stranger.business_id), pytest.raises(NotFound):
        adjustments.adjustment(made.adjustment_id)
    with pytest.raises(NotFound):
        stranger.do(
            approvals.approve,
            approval_id=request,
            staff_id=StaffId(stranger.owner.staff_id),
        )
    with pytest.raises(NotFound):
        stranger.do(
            adjustments.undo,
            adjustment_id=made.adjustment_id,
            staff_id=StaffId(stranger.owner.staff_id),
        )


def test_r17_nobody_changes_their_own_balance(desk: Desk) -> None:
    own = desk.card_of(desk.manager)
    with pytest.raises(OwnCard):
        desk.adjust(100, card_id=own.card_id)
    assert desk.standing(own.card_id) == (0, 0, 0)


def test_nobody_agrees_to_what_a_card_of_their_own_gets(desk: Desk) -> None:
    mine = issue_card(
        desk.business_id, desk.programme_id, person_id=desk.owner.person_id
    )
    assert not desk.adjust(600, card_id=mine.card_id).is_posted
    request = only_request(desk)
    with pytest.raises(OwnCard):
        desk.do(
            approvals.approve,
            approval_id=request,
            staff_id=StaffId(desk.owner.staff_id),
        )
    assert desk.ask(approvals.count_waiting) == 1
    assert desk.standing(mine.card_id) == (0, 0, 0)
