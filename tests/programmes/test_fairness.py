"""On which days a holder is warned, and until when points go on (M10)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.fairness import (
    EXTENSION_DAYS,
    WARNINGS,
    is_warned,
    last_day_extended,
    step_reached,
    steps,
)

FIRST = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (3660, (30, 7, 1)),
        (31, (30, 7, 1)),
        (30, (15, 7, 1)),
        (14, (7, 3, 1)),
        (8, (4, 2, 1)),
        (4, (3, 2, 1)),
        (3, ()),
        (0, ()),
    ],
)
def test_days_before_the_last_one(life: int, expected: tuple[int, ...]) -> None:
    assert steps(FIRST, FIRST + timedelta(days=life)) == expected


@given(life=st.integers(4, 4000))
def test_three_warnings_fall_on_three_days_after_the_first(life: int) -> None:
    found = steps(FIRST, FIRST + timedelta(days=life))
    assert len(set(found)) == WARNINGS
    assert max(found) < life
    assert min(found) >= 1
    assert list(found) == sorted(found, reverse=True)


def test_a_step_that_was_missed_is_reached_late() -> None:
    last = FIRST + timedelta(days=60)
    reached = {
        left: step_reached(FIRST, last, last - timedelta(days=left))
        for left in (31, 30, 29, 8, 7, 5, 1, 0)
    }
    assert reached == {31: None, 30: 30, 29: 30, 8: 30, 7: 7, 5: 7, 1: 1, 0: 1}


def test_proofs_of_one_day_are_one() -> None:
    assert not is_warned([FIRST] * 5)
    assert is_warned([FIRST + timedelta(days=n) for n in range(3)])


def test_what_goes_on_lasts_thirty_days_from_its_end_or_from_today() -> None:
    later = FIRST + timedelta(days=90)
    assert last_day_extended(FIRST, FIRST) == date(2026, 3, 2)
    assert last_day_extended(FIRST, later) == later + timedelta(days=EXTENSION_DAYS)
