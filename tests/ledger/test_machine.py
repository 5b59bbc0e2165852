"""Random lives of two cards: the ledger against the oracle, after every step (L1-L9).

``HYPOTHESIS_PROFILE=nightly`` runs it for minutes instead of seconds.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.ledger.actions import Posted
from app.ledger.errors import (
    AlreadyReversed,
    KeyReused,
    MoreThanSpent,
    NotEnoughPoints,
    NotReversible,
)
from tests.ledger.books import Till, day, open_business, rows
from tests.ledger.oracle import Heap, Oracle

IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
EXAMPLES, STEPS = (400, 60) if IS_NIGHTLY else (6, 25)
slugs = count()
cards = st.sampled_from([0, 1])
amounts = st.sampled_from([1, 2, 7, 30, 50, 100, 250])
hours = st.sampled_from([-1, 1, 11, 24, 24 * 3, 24 * 10, 24 * 30])
picks = st.integers(0, 10**6)


class Books(RuleBasedStateMachine):
    """Two cards of a new business."""

    def __init__(self) -> None:
        super().__init__()
        self.till: Till = open_business(f"b{next(slugs)}")
        self.cards = [self.till.card(), self.till.card()]
        self.oracle = Oracle(self.cards)
        self.now = day(3, 1, hour=12)
        self.receipts = count(1)
        self.earned: list[int] = []
        self.spent: list[int] = []
        self.calls: dict[str, tuple[Callable[[int, str], Posted], int, Posted]] = {}
        self.before: list[Any] = []

    def post(self, call: Callable[[int, str], Posted], amount: int) -> Posted:
        """Call once and remember how, so that it can be repeated."""
        key = f"call-{len(self.calls)}"
        done = call(amount, key)
        assert not done.replayed
        self.calls[key] = (call, amount, done)
        return done

    @rule(
        card=cards,
        amount=amounts,
        hold=st.sampled_from([0, 0, 2, 14]),
        life=st.sampled_from([None, 1, 5, 40]),
        late=st.sampled_from([0, 0, 0, 30]),
    )
    def credit(
        self, card: int, amount: int, hold: int, life: int | None, late: int
    ) -> None:
        """Earn, with a hold and a life, sometimes reported late."""
        card, at, receipt = self.cards[card], self.now, next(self.receipts)
        at -= timedelta(days=late)
        start = at + timedelta(days=hold)
        end = start + timedelta(days=life) if life else None
        done = self.post(
            lambda n, key: self.till.credit(
                card, n, at, available=start, until=end, receipt_id=receipt, key=key
            ),
            amount,
        )
        self.earned.append(receipt)
        heap = Heap(card, 0, at, start, end, receipt, done.posting_id)
        repaid = self.oracle.credit(done.posting_id, card, amount, at, heap)
        assert done.debt_repaid == repaid

    @rule(card=cards, amount=amounts)
    def spend(self, card: int, amount: int) -> None:
        """Spend, or be refused with what there is."""
        card, at, receipt = self.cards[card], self.now, next(self.receipts)
        free = self.oracle.view(card, at)[0]
        call = lambda n, key: self.till.spend(  # noqa: E731
            card, n, at, receipt_id=receipt, key=key
        )
        if amount > free:
            with pytest.raises(NotEnoughPoints) as refused:
                call(amount, "refused")
            assert refused.value.params == {"available": free}
            return
        done = self.post(call, amount)
        self.spent.append(receipt)
        self.oracle.spend(done.posting_id, card, amount, at, receipt)

    @rule(card=cards)
    def spend_all(self, card: int) -> None:
        """Spend exactly what is available."""
        free = self.oracle.view(self.cards[card], self.now)[0]
        if free:
            self.spend(card, free)

    @rule(card=cards, amount=amounts)
    def overdraw(self, card: int, amount: int) -> None:
        """Spend what was promised, into a debt if it is gone."""
        card, at, receipt = self.cards[card], self.now, next(self.receipts)
        done = self.post(
            lambda n, key: self.till.overdraw(card, n, at, receipt_id=receipt, key=key),
            amount,
        )
        self.spent.append(receipt)
        self.oracle.overdraw(done.posting_id, card, amount, at, receipt)

    @precondition(lambda self: self.earned)
    @rule(card=cards, pick=picks, amount=amounts, limit=st.sampled_from([0, 60, 10**9]))
    def claw(self, card: int, pick: int, amount: int, limit: int) -> None:
        """Take back, into debt or not."""
        card, at = self.cards[card], self.now
        receipt = self.earned[pick % len(self.earned)]
        mode = "debt" if limit else "floor"
        done = self.post(
            lambda n, key: self.till.claw(
                card, n, at, mode, limit or None, receipt_id=receipt, key=key
            ),
            amount,
        )
        self.oracle.claw(done.posting_id, card, amount, at, receipt, limit)

    @precondition(lambda self: self.spent)
    @rule(card=cards, pick=picks, amount=amounts)
    def give_back(self, card: int, pick: int, amount: int) -> None:
        """Return points of a receipt, or be refused more than it spent."""
        card, at = self.cards[card], self.now
        receipt = self.spent[pick % len(self.spent)]
        left = sum(use[1] - use[2] for use in self.oracle.open_uses(receipt))
        left += self.oracle.open_beyond(receipt)
        call = lambda n, key: self.till.give_back(  # noqa: E731
            card, n, at, receipt, key=key
        )
        with pytest.raises(MoreThanSpent):
            call(left + 1, "refused")
        if left:
            amount = min(amount, left)
            done = self.post(call, amount)
            self.oracle.give_back(done.posting_id, card, amount, at, receipt)

    @precondition(lambda self: self.oracle.notes)
    @rule(pick=picks)
    def reverse(self, pick: int) -> None:
        """Undo any posting, once, if it can be undone."""
        originals = list(self.oracle.notes)
        original = originals[pick % len(originals)]
        if self.oracle.notes[original].is_reversed:
            with pytest.raises(AlreadyReversed):
                self.till.reverse(original, self.now)
        elif not self.oracle.can_reverse(original):
            with pytest.raises(NotReversible):
                self.till.reverse(original, self.now)
        else:
            done = self.till.reverse(original, self.now)
            self.oracle.reverse(done.posting_id, original, self.now)

    @rule(source=cards)
    def transfer(self, source: int) -> None:
        """Move everything to the other card."""
        pair = self.cards[source], self.cards[1 - source]
        for card in pair:
            self.oracle.pass_time(card, self.now)
        something = any(self.oracle.view(pair[0], self.now))
        done = self.till.transfer(*pair, self.now)
        assert bool(done) == something
        if done:
            self.oracle.transfer(done.posting_id - 1, done.posting_id, *pair)

    @rule(card=cards, twice=st.booleans())
    def expire(self, card: int, twice: bool) -> None:  # noqa: FBT001
        """Book what has ended; a second time there is nothing."""
        gone = self.oracle.pass_time(self.cards[card], self.now)[1]
        assert self.till.expire(self.cards[card], self.now) == gone
        if twice:
            assert self.till.expire(self.cards[card], self.now) == 0

    @rule(card=cards, days=st.sampled_from([1, 3, 30]))
    def extend(self, card: int, days: int) -> None:
        """What ends soon goes on; a second time there is nothing."""
        until = self.now + timedelta(days=days)
        longer = self.oracle.extend(self.cards[card], self.now, until)
        assert self.till.extend(self.cards[card], until, self.now) == longer
        assert self.till.extend(self.cards[card], until, self.now) == 0

    @precondition(lambda self: self.calls)
    @rule(pick=picks, more=st.sampled_from([0, 1]))
    def replay(self, pick: int, more: int) -> None:
        """The same key again, with the same or another amount."""
        keys = list(self.calls)
        key = keys[pick % len(keys)]
        call, amount, first = self.calls[key]
        if more:
            with pytest.raises(KeyReused):
                call(amount + 1, key)
            return
        again = call(amount, key)
        assert again.replayed
        assert (again.posting_id, again.amount, again.debt_repaid) == (
            first.posting_id,
            first.amount,
            first.debt_repaid,
        )

    @rule(step=hours)
    def clock(self, step: int) -> None:
        """Time passes; sometimes the clock is set back."""
        self.now += timedelta(hours=step)

    @invariant()
    def nothing_is_wrong(self) -> None:
        """L1 L2 L3 L5: the verifier recomputes everything."""
        assert self.till.faults() == []

    @invariant()
    def balances_agree(self) -> None:
        """L2 L4 L8: now, and at every instant at which time alone changes them."""
        for card in self.cards:
            coming = self.oracle.change_instants(card, self.now)
            for at in (self.now, *coming[:2]):
                shown = self.till.balance(card, at)
                found = shown.available, shown.pending, shown.debt
                assert found == self.oracle.view(card, at)
            assert shown.available >= 0

    @invariant()
    def totals_agree(self) -> None:
        """R18: expense, discount, breakage and loss."""
        for kind in ("expense", "redeemed", "breakage", "loss"):
            assert self.till.account(kind) == self.oracle.totals[kind]

    @invariant()
    def the_past_stays(self) -> None:
        """L6: postings are only added."""
        after = rows(
            "SELECT postings.id, kind, net_points, card_id, line, amount FROM postings "
            "JOIN entries ON entries.posting_id = postings.id "
            "WHERE postings.business_id = :id ORDER BY postings.id, line",
            id=self.till.business_id,
        )
        assert after[: len(self.before)] == self.before
        self.before = after


def test_random_lives_of_cards_agree_with_the_oracle(app: Flask) -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
