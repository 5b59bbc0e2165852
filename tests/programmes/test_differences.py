"""Two versions of rules, told apart in words."""

import dataclasses

import pytest

from app.core import locales
from app.programmes.boosts import Boost
from app.programmes.differences import differences, label_of
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.points import PointsRules
from app.programmes.kinds.registry import KINDS
from app.programmes.kinds.visits import Begins, VisitRules
from app.programmes.measures import Measure, measure_of
from app.programmes.promotions import Promotion
from app.programmes.rules import CardRules, LifeEnd, Reward
from app.programmes.tiers import Tier

BEANS = {"ru": {"one": "зерно", "few": "зерна", "many": "зёрен", "other": "зерна"}}


def measure(unit: str = "point") -> Measure:
    return measure_of(unit, word=BEANS, currency="RUB")


def told(before: CardRules, after: CardRules, unit: str = "point") -> list[str]:
    with locales.speaking("ru"):
        found = differences(before, after, measure(unit))
    return [
        f"{each.label}: {each.before} → {each.after}".replace("\xa0", " ").replace(
            "\u202f", " "
        )
        for each in found
    ]


def test_equal_rules_do_not_differ() -> None:
    assert told(PointsRules(), PointsRules()) == []


def test_every_change_is_told_by_its_name() -> None:
    after = PointsRules(
        rate_basis_points=300,
        life_months=6,
        life_end=LifeEnd.QUARTER,
        spend_max_points=500,
        spends_on_first_day=False,
        excluded_categories=("Табак",),
        rewards=(Reward(name="Кофе", points=5),),
        tiers=(Tier(share_basis_points=3_00),),
        promotions=(Promotion(name="Утро", share_basis_points=20_00),),
        boosts=(Boost(name="Май", factor_basis_points=2_00_00),),
    )
    words = told(PointsRules(), after)
    assert words[0] == "Ставка: 5 % → 3 %"
    assert "Срок жизни: нет → 6 месяцев" in words
    assert "Больше всего за один чек: нет → 500 зёрен" in words
    assert "Товары, которые не участвуют: нет → Табак" in words
    assert "Награды: нет → Кофе (5 зёрен)" in words
    assert "Списание в день вступления: да → нет" in words
    assert len(words) == 10


def test_money_of_a_card_is_told_as_money() -> None:
    words = told(CashbackRules(), CashbackRules(month_limit_points=3000_00), "minor")
    assert words == ["Больше всего кешбэка на карту за месяц: нет → 3 000 ₽"]


def test_a_pass_tells_its_own_values() -> None:
    (first, second) = told(
        VisitRules(), VisitRules(visits=4, begins=Begins.SALE), "visit"
    )
    assert first.endswith("8 → 4")
    assert second.endswith("→ день продажи")


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=lambda kind: kind.name)
def test_every_rule_of_every_kind_has_a_name(kind: object) -> None:
    rules = kind.rules()  # type: ignore[attr-defined]
    for field in dataclasses.fields(rules):
        assert label_of(rules, field.name), field.name
