"""Cashback: money to the kopeck, by the arithmetic of points (row 20)."""

from datetime import UTC, datetime

import pytest

from app.programmes.earning import earn
from app.programmes.explain import describe
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.purchases import Bought, Purchase
from app.programmes.rules import InvalidRules


def test_e18_three_percent_to_the_kopeck() -> None:
    assert earn(1_234_50, CashbackRules(rate_basis_points=3_00)) == 37_03


@pytest.mark.parametrize("field", ["point_value_minor", "step_minor"])
def test_its_unit_is_the_kopeck_and_it_has_a_rate(field: str) -> None:
    with pytest.raises(InvalidRules) as refused:
        CashbackRules(**{field: 100})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_e18_the_month_has_room_for_a_part() -> None:
    rules = CashbackRules(rate_basis_points=3_00, month_limit_points=3_000_00)
    purchase = Purchase(
        lines=(Bought(paid_minor=1_234_50),),
        local=datetime(2026, 3, 17, 12, tzinfo=UTC),
        month_points=2_980_00,
    )
    made = rules.earned(purchase)
    assert (made.points, made.cut_points) == (20_00, 17_03)


def test_its_sentence_speaks_of_money() -> None:
    rules = CashbackRules(rate_basis_points=3_00, month_limit_points=3_000_00)
    said = describe(rules, "ru").replace("\u00a0", " ").replace("\u202f", " ")
    assert "с покупки на 1 000 ₽ — 30,00 ₽, максимум 3 000,00 ₽ за месяц" in said
    assert "балл" not in said
