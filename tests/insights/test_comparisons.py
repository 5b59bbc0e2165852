"""How a figure stands to the one before, in words of both languages."""

import pytest

from app.core import locales
from app.insights.comparisons import compared

EN, RU = "in the 7 days before", "за 7 дней до этого"


def words(now: int, before: int, language: str = "en", *, is_count: bool) -> str:
    """What is said of two figures."""
    with locales.speaking(language):
        return compared(
            now,
            before,
            RU if language == "ru" else EN,
            locales.number_text,
            is_count=is_count,
        )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (112, 100, "12% more than in the 7 days before"),
        (88, 100, "12% less than in the 7 days before"),
        (100, 100, "the same as in the 7 days before"),
        (0, 0, "the same as in the 7 days before"),
        (5, 0, "nothing in the 7 days before"),
        (0, 5, "in the 7 days before: 5"),
        (-5, 0, "nothing in the 7 days before"),
        (-5, 10, "in the 7 days before: 10"),
        (5, -10, "in the 7 days before: −10"),
        (100_001, 100_000, "almost the same as in the 7 days before"),
        (1_000, 100, "900% more than in the 7 days before"),
        (1_100, 100, "many times more; in the 7 days before: 100"),
    ],
)
def test_sums_are_compared_by_their_share(now: int, before: int, said: str) -> None:
    assert words(now, before, is_count=False) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (2, 1, "1 more than in the 7 days before"),
        (1, 19, "18 less than in the 7 days before"),
        (30, 20, "50% more than in the 7 days before"),
    ],
)
def test_few_things_are_counted_and_not_measured(
    now: int, before: int, said: str
) -> None:
    assert words(now, before, is_count=True) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (112, 100, "на 12\u00a0% больше, чем за 7 дней до этого"),
        (88, 100, "на 12\u00a0% меньше, чем за 7 дней до этого"),
        (100, 100, "столько же, сколько за 7 дней до этого"),
        (5, 0, "за 7 дней до этого ничего не было"),
        (0, 5, "за 7 дней до этого: 5"),
    ],
)
def test_russian_words_agree(now: int, before: int, said: str) -> None:
    assert words(now, before, "ru", is_count=False) == said
