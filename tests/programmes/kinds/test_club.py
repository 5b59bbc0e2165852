"""Clubs: a period and benefits; without a database (E30)."""

from datetime import date

import pytest

from app.programmes.kinds.club import ClubRules, refund
from app.programmes.rules import InvalidRules

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def test_thirty_days_from_the_first_of_june() -> None:
    assert ClubRules(days=30).last_day(FIRST) == LAST


def test_e30_after_ten_of_thirty_days() -> None:
    assert refund(990_00, FIRST, LAST, date(2026, 6, 11)) == 660_00


@pytest.mark.parametrize(
    ("today", "money"), [(date(2026, 6, 1), 990_00), (date(2026, 7, 1), 0)]
)
def test_the_first_day_and_the_day_after_the_last(today: date, money: int) -> None:
    assert refund(990_00, FIRST, LAST, today) == money


def test_benefits_are_short_texts() -> None:
    with pytest.raises(InvalidRules) as refused:
        ClubRules(benefits=("", "A seat at the window"))
    assert refused.value.field == "benefits"
