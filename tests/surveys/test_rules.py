"""Quarters, and the arithmetic of decision 42."""

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.surveys import rules
from app.surveys.rules import Tally

SOME = st.integers(min_value=0, max_value=3_000)
ENOUGH = st.builds(Tally, SOME, SOME, SOME).filter(lambda tally: not tally.is_few)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2028, 2, 29), date(2028, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 11, 30), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1)),
    ],
)
def test_a_quarter_is_named_by_its_first_day(day: date, quarter: date) -> None:
    assert rules.quarter_of(day) == quarter
    assert quarter <= day <= rules.last_day(quarter)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(-40, 40))
def test_quarters_follow_each_other(day: date, by: int) -> None:
    quarter = rules.quarter_of(day)
    assert rules.moved(rules.moved(quarter, by), -by) == quarter
    assert rules.quarter_of(rules.last_day(quarter)) == quarter
    assert rules.quarter_of(rules.moved(quarter, by)) == rules.moved(quarter, by)


def test_few_answers_have_no_figure() -> None:
    assert Tally(19, 0, 0).score is Tally(19, 0, 0).interval is None
    assert Tally(20, 0, 0).score == 100


def test_examples() -> None:
    assert Tally(12, 5, 3).score == 45
    assert Tally(12, 5, 3).interval == (8, 70)
    # Half of a point goes away from zero, on both sides.
    assert (Tally(101, 0, 99).score, Tally(99, 0, 101).score) == (1, -1)
    assert (Tally(21, 160, 19).score, Tally(19, 160, 21).score) == (1, -1)
    assert (Tally(20, 161, 19).score, Tally(19, 161, 20).score) == (1, -1)
    assert (Tally(20, 162, 19).score, Tally(19, 162, 20).score) == (0, 0)
    # All agree, and still nobody claims to be certain.
    assert Tally(20, 0, 0).interval == (69, 100)
    assert Tally(0, 0, 20).interval == (-100, -69)
    assert Tally(0, 20, 0).interval == (-11, 11)


@given(ENOUGH)
def test_the_score_is_the_exact_share_rounded(tally: Tally) -> None:
    exact = Fraction(100 * (tally.promoters - tally.detractors), tally.count)
    assert tally.score is not None
    assert abs(tally.score - exact) <= Fraction(1, 2)
    if abs(tally.score - exact) == Fraction(1, 2):
        assert abs(tally.score) > abs(exact)
    mirrored = Tally(tally.detractors, tally.passives, tally.promoters)
    assert mirrored.score == -tally.score


@given(ENOUGH)
def test_the_interval_is_that_of_the_weighted_answers(tally: Tally) -> None:
    """Counted answer by answer, as the definition of a variance says."""
    weights = {
        1: tally.promoters + 0.75,
        0: tally.passives + 1.5,
        -1: tally.detractors + 0.75,
    }
    total = sum(weights.values())
    mean = sum(value * weight for value, weight in weights.items()) / total
    variance = sum(w * (value - mean) ** 2 for value, w in weights.items()) / total
    half = 1.96 * math.sqrt(variance / total)
    assert tally.interval is not None
    low, high = tally.interval
    assert low == -100 or -1e-6 <= 100 * (mean - half) - low < 1 + 1e-6
    assert high == 100 or -1e-6 <= high - 100 * (mean + half) < 1 + 1e-6


@given(ENOUGH)
def test_the_interval_holds_the_score_and_mirrors(tally: Tally) -> None:
    assert tally.interval is not None
    assert tally.score is not None
    low, high = tally.interval
    assert -100 <= low <= tally.score <= high <= 100
    mirrored = Tally(tally.detractors, tally.passives, tally.promoters)
    assert mirrored.interval == (-high, -low)


@given(ENOUGH, st.integers(min_value=2, max_value=20))
def test_more_of_the_same_make_it_no_wider(tally: Tally, times: int) -> None:
    more = Tally(
        tally.promoters * times, tally.passives * times, tally.detractors * times
    )
    assert tally.interval is not None
    assert more.interval is not None
    assert more.score == tally.score
    # Both ends are rounded outwards, so each may lose up to a point.
    wide, narrow = tally.interval, more.interval
    assert narrow[1] - narrow[0] <= wide[1] - wide[0] + 1
