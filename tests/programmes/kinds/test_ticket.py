"""Tickets: who was first, until when; without a database (E21)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.programmes.kinds.ticket import Entry, TicketRules, settle

AT = datetime(2026, 6, 1, 16, 0, 1, tzinfo=UTC)


def test_e21_of_two_offline_gates_the_earliest_wins() -> None:
    early = Entry(at=AT, gate="2", id=2)
    late = Entry(at=AT + timedelta(seconds=2), gate="5", id=1)
    for known in ([early, late], [late, early]):
        found = settle(known)
        assert found.admitted is early
        assert found.flagged == (late,)


def test_at_the_same_instant_the_one_that_was_told_of_first() -> None:
    one, two = Entry(at=AT, gate="2", id=7), Entry(at=AT, gate="5", id=8)
    assert settle([two, one]).admitted is one


def test_nobody_came_in() -> None:
    with pytest.raises(ValueError, match="not enough"):
        settle([])


def test_gates_open_and_refunds_end() -> None:
    rules = TicketRules(opens_minutes=90, refund_hours=24)
    assert rules.opens_at(AT) == AT - timedelta(minutes=90)
    assert rules.can_refund(AT, AT - timedelta(hours=24))
    assert not rules.can_refund(AT, AT - timedelta(hours=23, minutes=59))
