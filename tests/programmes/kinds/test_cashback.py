"""Cashback: money to the kopeck, by the arithmetic of points (row 20)."""

import pytest

from app.programmes.earning import earn
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.rules import InvalidRules


def test_e18_three_percent_to_the_kopeck() -> None:
    assert earn(1_234_50, CashbackRules(rate_basis_points=3_00)) == 37_03


@pytest.mark.parametrize("field", ["point_value_minor", "step_minor"])
def test_its_unit_is_the_kopeck_and_it_has_a_rate(field: str) -> None:
    with pytest.raises(InvalidRules) as refused:
        CashbackRules(**{field: 100})  # type: ignore[arg-type]
    assert refused.value.field == field
