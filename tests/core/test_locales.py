"""Numbers, sums, plurals and dates as each language writes them."""

from datetime import UTC, date, datetime

import pytest

from app.businesses.actions import POINT
from app.core import locales


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("ru", 1, "1\u00a0балл"),
        ("ru", 2, "2\u00a0балла"),
        ("ru", 5, "5\u00a0баллов"),
        ("ru", 11, "11\u00a0баллов"),
        ("ru", 1240, "1\u202f240\u00a0баллов"),
        ("ru", -21, "\u221221\u00a0балл"),
        ("en", 1, "1\u00a0point"),
        ("en", 1240, "1,240\u00a0points"),
    ],
)
def test_points(language: str, value: int, expected: str) -> None:
    with locales.speaking(language):
        assert locales.points(value, POINT) == expected


@pytest.mark.parametrize(
    ("language", "minor", "currency", "expected"),
    [
        ("ru", 1_240_50, "RUB", "1\u202f240,50\u00a0₽"),
        ("ru", 1_240_00, "RUB", "1\u202f240\u00a0₽"),
        ("ru", -5_00, "RUB", "\u22125\u00a0₽"),
        ("ru", 5, "RUB", "0,05\u00a0₽"),
        ("en", 1_240_50, "GBP", "£1,240.50"),
        ("en", 1_240_00, "GBP", "£1,240"),
        ("en", 100_00, "RUB", "₽100"),
        ("en", 100_50, "RUB", "₽100.50"),
        ("ru", 1_234_567_00, "RUB", "1\u202f234\u202f567\u00a0₽"),
    ],
)
def test_money(language: str, minor: int, currency: str, expected: str) -> None:
    with locales.speaking(language):
        assert locales.money(minor, currency) == expected


def test_days_and_months() -> None:
    noon = datetime(2026, 3, 17, 21, 30, tzinfo=UTC)
    with locales.speaking("ru"):
        assert locales.day(noon, "Europe/Moscow") == "18 марта 2026\u00a0г."
        assert locales.month(date(2026, 3, 1)) == "Март 2026\u00a0г."
        assert locales.moment(noon, "Europe/Moscow").endswith("00:30")
    with locales.speaking("en"):
        assert locales.day(noon, "Europe/London") == "March 17, 2026"


def test_an_unknown_language_becomes_english() -> None:
    with locales.speaking("tlh"):
        assert locales.language() == "en"


@pytest.mark.parametrize(
    ("language", "first", "last", "said"),
    [
        ("ru", date(2026, 11, 3), date(2026, 11, 30), "3–30 нояб. 2026 г."),
        ("ru", date(2026, 10, 6), date(2026, 11, 2), "6 окт. – 2 нояб. 2026 г."),
        ("en", date(2026, 11, 3), date(2026, 11, 30), "Nov 3 – 30, 2026"),
        ("en", date(2025, 12, 1), date(2026, 1, 2), "Dec 1, 2025 – Jan 2, 2026"),
        ("en", date(2026, 3, 1), date(2026, 3, 1), "March 1, 2026"),
    ],
)
def test_a_run_of_days_says_each_year_once(
    language: str, first: date, last: date, said: str
) -> None:
    with locales.speaking(language):
        assert " ".join(locales.days(first, last).split()) == said
