"""Facts are told if and only if they happened, at least once, with patience."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock, db, outbox


@dataclass(frozen=True)
class Rained:
    """A fact of this test."""

    millimetres: int


def _claim() -> list[outbox.Delivery]:
    with db.writing():
        return outbox.claim(10)


def test_a_fact_of_a_failed_change_is_never_told(app: Flask) -> None:
    def fail() -> None:
        with db.writing():
            outbox.record(Rained(3))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _claim() == []


def test_a_claimed_row_is_not_claimed_again_before_its_lease_ends(app: Flask) -> None:
    with db.writing():
        outbox.record(Rained(3))
    (delivery,) = _claim()
    assert (delivery.fact, delivery.payload) == ("Rained", {"millimetres": 3})
    assert _claim() == []
    clock.advance(outbox.LEASE)
    assert [again.id for again in _claim()] == [delivery.id]


def test_a_delivered_row_is_over(app: Flask) -> None:
    with db.writing():
        outbox.record(Rained(3))
    (delivery,) = _claim()
    with db.writing():
        outbox.delivered([delivery.id])
    clock.advance(timedelta(days=9))
    assert _claim() == []


@pytest.mark.parametrize("is_permanent", [True, False])
def test_a_late_failure_takes_no_delivery_back(
    app: Flask, *, is_permanent: bool
) -> None:
    with db.writing():
        outbox.record(Rained(3))
    (slow,) = _claim()
    clock.advance(outbox.LEASE)
    (delivery,) = _claim()
    with db.writing():
        outbox.delivered([delivery.id])
    with db.writing():
        outbox.failed(slow, "too late", is_permanent=is_permanent)
    clock.advance(timedelta(days=1))
    assert _claim() == []
    assert outbox.depth() == outbox.Depth(waiting=0, due_at=None, failed=0)


def test_failures_wait_longer_each_time_and_end_visibly(app: Flask) -> None:
    with db.writing():
        outbox.record(Rained(3))
    waits = []
    for _ in range(outbox.MAX_ATTEMPTS):
        (delivery,) = _claim()
        waits.append(outbox.backoff(delivery))
        with db.writing():
            outbox.failed(delivery, "no network", is_permanent=False)
        clock.advance(waits[-1])
    assert waits == sorted(waits)
    assert waits[0] < timedelta(seconds=7)
    assert _claim() == []
    assert outbox.depth().failed == 1


def test_a_permanent_failure_ends_at_once_and_can_be_tried_again(app: Flask) -> None:
    with db.writing():
        outbox.record(Rained(3))
    (delivery,) = _claim()
    with db.writing():
        outbox.failed(delivery, "unknown address", is_permanent=True)
    assert outbox.depth().failed == 1
    with db.writing():
        outbox.retry_failed(delivery.id)
    assert len(_claim()) == 1
    assert outbox.depth().failed == 0


def test_recording_wakes_the_relay_after_the_commit(app: Flask) -> None:
    woken: list[int] = []
    outbox.on_record(lambda: woken.append(1))
    with db.writing():
        outbox.record(Rained(3))
        outbox.record(Rained(4))
        assert woken == []
    assert woken == [1]
