"""Limits count in one statement and open again with the next window."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock, db, limits
from app.core.errors import TooMany
from app.core.limits import Limit

THREE = Limit("three", 3, 600)


def _hit(subject: str = "a") -> bool:
    try:
        with db.writing():
            limits.hit(THREE, subject)
    except TooMany:
        return False
    return True


def test_the_fourth_is_refused_until_the_window_ends(app: Flask) -> None:
    assert [_hit() for _ in range(4)] == [True, True, True, False]
    assert _hit("b")
    with db.writing(), pytest.raises(TooMany) as refusal:
        limits.hit(THREE, "a")
    assert 1 <= refusal.value.retry_seconds <= 600
    clock.advance(timedelta(seconds=600))
    assert _hit()


def test_parallel_guesses_do_not_slip_past(app: Flask) -> None:
    results: list[bool] = []

    def one() -> None:
        with app.app_context():
            results.append(_hit())

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(True) == 3


def test_old_counters_are_dropped(app: Flask) -> None:
    _hit()
    clock.advance(timedelta(seconds=1200))
    with db.writing():
        assert limits.forget_old() == 1
