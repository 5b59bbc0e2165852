"""R12: points are not spent on the day of sign-up, where the rules say so."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.programmes.kinds.points import PointsRules
from app.programmes.spending import Reason
from app.sales import errors
from tests.conftest import Clock
from tests.sales.counter import lines, open_counter

WAITS = PointsRules(spends_on_first_day=False)


def test_r12_points_wait_for_the_local_midnight_after_joining(
    app: Flask, clock: Clock
) -> None:
    clock.set(datetime(2027, 3, 1, 20, 59, 59, tzinfo=UTC))
    counter = open_counter(WAITS)
    counter.give(100)
    asked = counter.quote(*lines(200_00), points=50)
    assert (asked.max_points, asked.binding.reason) == (0, Reason.FIRST_DAY)
    with pytest.raises(errors.FirstDay):
        counter.sell(200_00, points=50)
    assert counter.sell(200_00).earned_points == 10
    # Midnight in Moscow.
    clock.advance(seconds=1)
    assert counter.sell(200_00, points=50).points_spent == 50


def test_histories_tell_of_whatever_was_spent(app: Flask) -> None:
    counter = open_counter(WAITS)
    counter.give(100)
    assert counter.sell(200_00, points=50, source="import").points_spent == 50


def test_other_programmes_let_points_be_spent_at_once(app: Flask) -> None:
    counter = open_counter()
    counter.give(100)
    assert counter.sell(200_00, points=50).points_spent == 50
