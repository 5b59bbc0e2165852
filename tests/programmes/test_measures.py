"""Amounts in words: points, money, stamps, in both languages."""

import pytest

from app.businesses.actions import POINT
from app.core import locales
from app.programmes.kinds.points import PointsRules
from app.programmes.kinds.stamps import StampsRules
from app.programmes.measures import measure_of, stamps_of


@pytest.mark.parametrize(
    ("unit", "language", "value", "words"),
    [
        ("point", "ru", 5, "5 баллов"),
        ("point", "en", 1, "1 point"),
        ("minor", "ru", 37_03, "37,03 ₽"),
        ("minor", "ru", 20_00, "20,00 ₽"),
        ("minor", "en", 2_000_00, "₽2,000.00"),
        ("stamp", "ru", 2, "2 штампа"),
        ("stamp", "en", 1, "1 stamp"),
        ("visit", "ru", 21, "21 визит"),
        ("admission", "ru", 3, "3 входа"),
    ],
)
def test_an_amount_by_its_unit(
    unit: str, language: str, value: int, words: str
) -> None:
    measure = measure_of(unit, word=POINT, currency="RUB")
    with locales.speaking(language):
        said = measure.text(value)
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == words


def test_a_change_has_its_sign() -> None:
    money = measure_of("minor", word=POINT, currency="RUB")
    with locales.speaking("ru"):
        assert money.signed(37_03).startswith("+37,03")
        assert money.signed(-37_03).startswith("−37,03")
        assert measure_of("stamp", word=POINT, currency="RUB").signed(-6) == "−6"


def test_a_stamp_card_is_so_full() -> None:
    assert stamps_of(StampsRules(), 4) == (4, 6)
    assert stamps_of(StampsRules(), 9) == (6, 6)
    assert stamps_of(PointsRules(), 4) is None
