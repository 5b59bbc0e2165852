"""Fraud limits in front of a cheque: own cards, pace, points that wait (R17, E35)."""

import pytest

from app.core.errors import NotFound
from app.core.ids import StaffId
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.trust import limits, reviews
from app.trust.errors import OwnCard, ReasonNeeded, ReviewOver
from app.trust.reviews import ReviewRow
from app.trust.rules import Limits
from app.trust.selling import Shown
from tests.conftest import Clock
from tests.trust.desk import Desk, set_up


def fourth(desk: Desk) -> ReviewRow:
    """The fourth purchase of a day, whose points wait."""
    for _ in range(4):
        desk.sell(1_000_00)
    (row,) = desk.ask(reviews.waiting)
    return row


def test_e35_a_cashier_cannot_serve_themselves(desk: Desk) -> None:
    own = desk.card_of(desk.cashier)
    with pytest.raises(OwnCard):
        desk.sell(1_000_00, card_id=own.card_id)
    assert desk.standing(own.card_id) == (0, 0, 0)
    desk.sell(1_000_00, card_id=own.card_id, actor=desk.manager.actor)
    assert desk.standing(own.card_id) == (50, 0, 0)


def test_e35_the_fourth_purchase_of_a_day_waits(desk: Desk) -> None:
    row = fourth(desk)
    assert desk.standing() == (150, 50, 0)
    assert row.reasons == ("card_day", "cashier_card_hour")
    assert (row.amount, row.is_waiting) == (50, True)
    assert desk.ask(reviews.count_waiting) == 1
    assert desk.faults() == []


def test_e35_a_new_day_starts_anew(desk: Desk, clock: Clock) -> None:
    fourth(desk)
    clock.advance(days=1)
    desk.sell(1_000_00)
    assert desk.standing() == (200, 50, 0)


def test_released_points_are_usable_at_once(desk: Desk) -> None:
    row = fourth(desk)
    who = StaffId(desk.manager.staff_id)
    assert desk.do(reviews.release, review_id=row.id, staff_id=who) == 50
    assert desk.standing() == (200, 0, 0)
    assert desk.history()[0] == ("release", "review_released", 0)
    assert desk.faults() == []
    with pytest.raises(ReviewOver):
        desk.do(reviews.decline, review_id=row.id, staff_id=who, reason="late")


def test_declined_points_go_with_a_reason(desk: Desk) -> None:
    row = fourth(desk)
    who = StaffId(desk.manager.staff_id)
    with pytest.raises(ReasonNeeded):
        desk.do(reviews.decline, review_id=row.id, staff_id=who, reason="")
    assert desk.do(reviews.decline, review_id=row.id, staff_id=who, reason="x") == 50
    assert desk.standing() == (150, 0, 0)
    assert desk.history()[0] == ("clawback", "review_declined", -50)
    desk.do(
        sales.refund,
        receipt_id=row.receipt_id,
        positions=None,
        number=None,
        outlet_id=desk.outlet_id,
        actor=desk.cashier.actor,
    )
    assert desk.standing() == (150, 0, 0)
    assert desk.faults() == []


def test_nobody_decides_and_the_points_are_the_guests(desk: Desk, clock: Clock) -> None:
    row = fourth(desk)
    clock.advance(days=14)
    assert desk.standing() == (200, 0, 0)
    assert desk.ask(reviews.waiting) == []
    assert desk.ask(reviews.decided, 5)[0].state == "lapsed"
    with pytest.raises(ReviewOver):
        desk.do(
            reviews.release, review_id=row.id, staff_id=StaffId(desk.owner.staff_id)
        )


def test_an_undone_cheque_leaves_the_queue(desk: Desk) -> None:
    row = fourth(desk)
    desk.do(sales.undo, receipt_id=row.receipt_id, actor=desk.cashier.actor)
    assert desk.standing() == (150, 0, 0)
    assert desk.ask(reviews.waiting) == []
    with pytest.raises(ReviewOver):
        desk.do(
            reviews.release, review_id=row.id, staff_id=StaffId(desk.owner.staff_id)
        )


def test_a_released_cheque_can_still_be_undone(desk: Desk) -> None:
    row = fourth(desk)
    who = StaffId(desk.owner.staff_id)
    desk.do(reviews.release, review_id=row.id, staff_id=who)
    desk.do(sales.undo, receipt_id=row.receipt_id, actor=desk.cashier.actor)
    assert desk.standing() == (150, 0, 0)
    assert desk.faults() == []


def test_a_release_keeps_the_hold_of_the_rules(app: object, clock: Clock) -> None:
    desk = set_up(PointsRules(rate_basis_points=500, hold_days=5))
    row = fourth(desk)
    desk.do(reviews.release, review_id=row.id, staff_id=StaffId(desk.owner.staff_id))
    assert desk.standing() == (0, 200, 0)
    clock.advance(days=5)
    assert desk.standing() == (200, 0, 0)
    assert desk.faults() == []


def test_points_that_end_sooner_are_not_held(app: object) -> None:
    desk = set_up(PointsRules(rate_basis_points=500, life_days=3))
    for _ in range(4):
        desk.sell(1_000_00)
    assert desk.standing() == (200, 0, 0)
    assert desk.ask(reviews.waiting) == []


def test_histories_pass_the_limits(desk: Desk) -> None:
    for _ in range(6):
        desk.sell_past(1_000_00)
    assert desk.standing() == (300, 0, 0)


def test_one_device_is_counted_over_all_cards(desk: Desk) -> None:
    desk.do(limits.change, Limits(device_hour=1, card_day=9, cashier_card_hour=9))
    desk.sell(1_000_00, Shown(entry="code", device="a"))
    desk.sell(1_000_00, Shown(entry="code", device="b"))
    assert desk.ask(reviews.waiting) == []
    desk.sell(1_000_00, Shown(entry="code", device="a"), card_id=desk.other.card_id)
    (row,) = desk.ask(reviews.waiting)
    assert row.reasons == ("device_hour",)


def test_typed_numbers_are_looked_at_when_they_are_the_rule(desk: Desk) -> None:
    desk.do(
        limits.change,
        Limits(typed_percent=50, card_day=99, cashier_card_hour=99),
    )
    typed = Shown(entry="number", device="a")
    for _ in range(20):
        desk.sell(100_00, typed)
    assert desk.ask(reviews.waiting) == []
    desk.sell(100_00)
    assert desk.ask(reviews.waiting) == []
    desk.sell(100_00, typed)
    (row,) = desk.ask(reviews.waiting)
    assert row.reasons == ("typed_percent",)


def test_returns_after_spending_are_looked_at(desk: Desk, clock: Clock) -> None:
    desk.do(
        limits.change,
        Limits(refunds_after_spend=0, card_day=99, cashier_card_hour=99),
    )
    first = desk.sell(1_000_00)
    clock.advance(minutes=1)
    desk.sell(500_00, points=50)
    clock.advance(minutes=1)
    desk.do(
        sales.refund,
        receipt_id=first.receipt_id,
        positions=None,
        number=None,
        outlet_id=desk.outlet_id,
        actor=desk.cashier.actor,
    )
    desk.sell(1_000_00)
    (row,) = desk.ask(reviews.waiting)
    assert row.reasons == ("refunds_after_spend",)
    assert desk.faults() == []


def test_another_business_decides_nothing(desk: Desk) -> None:
    row = fourth(desk)
    stranger = set_up(slug="another")
    with pytest.raises(NotFound):
        stranger.do(
            reviews.release,
            review_id=row.id,
            staff_id=StaffId(stranger.owner.staff_id),
        )
