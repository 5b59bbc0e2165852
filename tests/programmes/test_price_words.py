"""Discounts, promotions and boosts in the card's one sentence (row 32)."""

from datetime import date

import pytest

from app.core import locales
from app.programmes.boosts import Boost
from app.programmes.discounts import Declined, Discount, Stage, WhyNot
from app.programmes.explain import describe
from app.programmes.goods import Goods
from app.programmes.kinds.discount import DiscountRules
from app.programmes.kinds.points import PointsRules
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules
from app.programmes.tiers import Tier
from app.programmes.why_not import name_of, sentence
from app.programmes.windows import Window

TIERS = (
    Tier(share_basis_points=3_00),
    Tier(from_minor=10_000_00, share_basis_points=5_00),
)
COFFEE = Goods(categories=("Кофе",))
HAPPY = Promotion(
    name="Счастливый час",
    share_basis_points=20_00,
    goods=COFFEE,
    window=Window(weekdays=(2, 1), from_minute=9 * 60, until_minute=11 * 60 + 30),
)
MAY = Boost(
    name="Май",
    factor_basis_points=2_00_00,
    window=Window(first_day=date(2027, 5, 1), last_day=date(2027, 5, 31)),
)


def said(rules: CardRules, language: str = "ru") -> str:
    plain = describe(rules, language)
    return plain.replace("\xa0", " ").replace("\u202f", " ")


def test_e16_a_growing_discount() -> None:
    assert said(DiscountRules(tiers=TIERS)) == ("Скидка 3 %, 5 % от 10 000 ₽ покупок.")
    assert said(DiscountRules(tiers=TIERS), "en") == (
        "Discount 3%, 5% from ₽10,000 of purchases."
    )


def test_row_15_a_discount_names_its_goods() -> None:
    rules = DiscountRules(tier_goods=COFFEE, excluded_categories=("Табак",))
    assert said(rules) == "Скидка 5 %, на: Кофе; кроме: Табак."


@pytest.mark.parametrize(
    ("boost", "words"),
    [
        (MAY, "Май: на 100 % больше обычного, с 1 мая 2027 г. по 31 мая 2027 г.;"),
        (Boost(name="А", rate_basis_points=1_00), "А: ещё 1 %;"),
        (
            Boost(name="А", rate_basis_points=1_00, is_instead=True),
            "А: 1 % вместо обычного;",
        ),
        (
            Boost(name="А", item_points=7, goods=COFFEE),
            "А: ещё 7 баллов за штуку, на: Кофе;",
        ),
        (
            Boost(name="А", item_points=1, is_instead=True, goods=Goods(skus=("1",))),
            "А: 1 балл за штуку вместо обычного, на выбранные товары;",
        ),
    ],
)
def test_row_18_what_earns_more(boost: Boost, words: str) -> None:
    assert said(PointsRules(boosts=(boost,))).startswith(words)


def test_a_promotion_says_when_and_what() -> None:
    assert said(PointsRules(promotions=(HAPPY,))).startswith(
        "Счастливый час: скидка 20 %, на: Кофе, пн, вт 09:00–11:30; возвращаем"
    )
    by_piece = Promotion(name="А", item_minor=30_00)
    assert said(PointsRules(promotions=(by_piece,)), "en").startswith(
        "А: ₽30 off each piece; "
    )


def test_r12_the_first_day_is_said() -> None:
    rules = PointsRules(spends_on_first_day=False)
    assert "со следующего дня после вступления" in said(rules)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("why", WhyNot)
def test_every_reason_has_its_words(why: WhyNot, language: str) -> None:
    code = Discount(
        stage=Stage.CODE, source="code", label="A", amount_minor=1, min_minor=1_500_00
    )
    with locales.speaking(language):
        told = sentence(Declined(discount=code, why=why), "RUB")
    assert told.endswith(".")
    assert ("500" in told) is (why is WhyNot.TOO_SMALL)


def test_a_discount_without_a_name_is_named_by_us() -> None:
    with locales.speaking("ru"):
        assert name_of("card", "") == "Скидка по карте"
        assert name_of("level", "") == "Скидка"
        assert name_of("card", "Золото") == "Золото"
