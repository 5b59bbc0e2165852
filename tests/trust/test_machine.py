"""Random lives of two cards through everything here: the books stay whole (R13)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.core.errors import AppError
from app.core.ids import ReceiptId, StaffId
from app.sales import actions as sales
from app.sales import claiming
from app.sales.actions import Line
from app.trust import adjustments, approvals, cases, claims, moves, reviews
from tests.conftest import Clock
from tests.trust.desk import SECRET, Desk, set_up

slugs = count()
picks = st.integers(0, 10**6)
sides = st.sampled_from([0, 1])


class Trust(RuleBasedStateMachine):
    """A desk at which anything happens; what is refused changes nothing."""

    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk = set_up(slug=f"machine-{next(slugs)}")
        self.cards = [self.desk.guest.card_id, self.desk.other.card_id]
        self.receipts: list[ReceiptId] = []
        self.changes: list[int] = []
        self.cases: list[int] = []
        self.codes: list[str] = []

    def do(self, action: Callable[..., Any], **values: Any) -> Any:
        """Run an action; a refusal is an answer, too."""
        with suppress(AppError):
            return self.desk.do(action, **values)
        return None

    def pick(self, found: list[Any], pick: int) -> Any:
        """One of them; 0 when there is none."""
        return found[pick % len(found)] if found else 0

    @property
    def owner(self) -> StaffId:
        """The second person."""
        return StaffId(self.desk.owner.staff_id)

    @rule(
        side=sides,
        amount=st.sampled_from([-400, -50, 20, 300, 600]),
        reason=st.sampled_from(["goodwill", "till_mistake"]),
    )
    def adjust(self, side: int, amount: int, reason: str) -> None:
        """By hand."""
        with suppress(AppError):
            made = self.desk.adjust(amount, reason=reason, card_id=self.cards[side])
            self.changes.append(made.adjustment_id)

    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        """Take a change back."""
        change = self.pick(self.changes, pick)
        self.do(adjustments.undo, adjustment_id=change, staff_id=self.owner)

    @rule(pick=picks, is_good=st.booleans())
    def decide(self, pick: int, is_good: bool) -> None:  # noqa: FBT001 - drawn
        """The second person."""
        asked = self.pick(self.desk.ask(approvals.waiting), pick)
        way = approvals.approve if is_good else approvals.decline
        if asked:
            self.do(way, approval_id=asked.id, staff_id=self.owner, reason="x")

    @rule(side=sides, amount=st.sampled_from([100_00, 3_000_00, 15_000_00]))
    def sell(self, side: int, amount: int) -> None:
        """A purchase."""
        booked = self.desk.sell(amount, card_id=self.cards[side])
        self.receipts.append(booked.receipt_id)

    @rule(side=sides)
    def spend(self, side: int) -> None:
        """All that can be spent."""
        points = self.desk.standing(self.cards[side])[0]
        with suppress(AppError):
            booked = self.desk.sell(
                20_000_00, card_id=self.cards[side], points=min(points, 9_000)
            )
            self.receipts.append(booked.receipt_id)

    @rule(pick=picks)
    def refund(self, pick: int) -> None:
        """Goods come back."""
        self.do(
            sales.refund,
            receipt_id=self.pick(self.receipts, pick),
            positions=None,
            number=None,
            outlet_id=self.desk.outlet_id,
            actor=self.desk.cashier.actor,
        )

    @rule(pick=picks, side=sides)
    def move(self, pick: int, side: int) -> None:
        """To the other card."""
        moved = self.do(
            moves.move,
            receipt_id=self.pick(self.receipts, pick),
            card_id=self.cards[side],
            staff_id=StaffId(self.desk.cashier.staff_id),
        )
        if moved and moved.receipt_id:
            self.receipts.append(moved.receipt_id)

    @rule(pick=picks, is_good=st.booleans())
    def review(self, pick: int, is_good: bool) -> None:  # noqa: FBT001 - drawn
        """Release or decline."""
        row = self.pick(self.desk.ask(reviews.waiting), pick)
        way = reviews.release if is_good else reviews.decline
        if row:
            self.do(way, review_id=row.id, staff_id=self.owner, reason="x")

    @rule(side=sides, pick=picks)
    def claim(self, side: int, pick: int) -> None:
        """A cheque without a card, claimed, and perhaps once more."""
        made = self.desk.do(
            claiming.register,
            outlet_id=self.desk.outlet_id,
            number=None,
            lines=[Line(amount_minor=2_000_00)],
            source="till",
            actor=self.desk.cashier.actor,
            secret_key=SECRET,
        )
        self.codes.append(claiming.code_of(made, SECRET))
        booked = self.do(
            claims.claim,
            code=self.pick(self.codes, pick),
            card_id=self.cards[side],
            secret_key=SECRET,
        )
        if booked:
            self.receipts.append(booked.receipt_id)

    @rule(side=sides, pick=picks)
    def open_case(self, side: int, pick: int) -> None:
        """A check about one receipt."""
        case_id = self.do(
            cases.open_case,
            card_id=self.cards[side],
            reason="unusual",
            text="x",
            receipts=[self.pick(self.receipts, pick)] if self.receipts else [],
            is_blocking=bool(pick % 2),
            days=3,
            staff_id=self.owner,
        )
        if case_id:
            self.cases.append(case_id)

    @rule(
        pick=picks,
        way=st.sampled_from([cases.clear, cases.confirm, cases.uphold, cases.overturn]),
    )
    def decide_case(self, pick: int, way: Callable[..., Any]) -> None:
        """A decision, by whoever may."""
        staff = StaffId(self.desk.manager.staff_id) if pick % 2 else self.owner
        self.do(way, case_id=self.pick(self.cases, pick), text="x", staff_id=staff)

    @rule(pick=picks, side=sides)
    def appeal(self, pick: int, side: int) -> None:
        """A second look."""
        case_id = self.pick(self.cases, pick)
        self.do(cases.appeal, case_id=case_id, card_id=self.cards[side], text="x")

    @rule(hours=st.sampled_from([1, 25, 24 * 8, 24 * 15]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.clock.advance(seconds=timedelta(hours=hours).total_seconds())

    @invariant()
    def books_are_whole(self) -> None:
        """Nothing that does not add up, and nobody has points and a debt at once."""
        assert self.desk.faults() == []


def test_any_life_keeps_the_books_whole(app: Flask, clock: Clock) -> None:
    machine = type("Machine", (Trust,), {"clock": clock})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
