"""Rewards in words, in both languages."""

import pytest

from app.core import locales
from app.programmes import rewards
from app.programmes.rules import Reward, RewardKind

DISCOUNT = Reward(
    name="A",
    points=100,
    kind=RewardKind.DISCOUNT,
    discount_minor=1500_00,
    per_person=2,
    per_day=1,
    stock=1200,
)

LIMITS_RU = (
    "Скидка 1 500 ₽ · не больше 2 на человека · не больше 1 в день на человека · "
    "всего 1 200"
)
LIMITS_EN = (
    "Discount of ₽1,500 · at most 2 per person · at most 1 a day per person · "
    "1,200 in all"
)


@pytest.mark.parametrize(
    ("reward", "language", "words"),
    [
        (Reward(name="A", points=1), "en", "Gift"),
        (Reward(name="A", points=1), "ru", "Подарок"),
        (Reward(name="A", points=1, kind=RewardKind.ITEM), "ru", "Из меню"),
        (Reward(name="A", points=1, kind=RewardKind.SERVICE), "en", "Service"),
        (
            DISCOUNT,
            "ru",
            LIMITS_RU,
        ),
        (
            DISCOUNT,
            "en",
            LIMITS_EN,
        ),
    ],
)
def test_a_reward_says_what_it_is_and_its_limits(
    reward: Reward, language: str, words: str
) -> None:
    with locales.speaking(language):
        said = rewards.terms(reward, currency="RUB")
    assert said.replace("\xa0", " ").replace("\u202f", " ") == words
