"""Certificates: what is on sale and until when; without a database."""

from datetime import date
from typing import Any

import pytest

from app.programmes.kinds.certificate import CertificateRules
from app.programmes.rules import InvalidRules


def test_sums_of_the_list_and_free_ones_between_bounds() -> None:
    rules = CertificateRules(
        nominals=(100_00,), least_minor=500_00, most_minor=10_000_00
    )
    for minor in (100_00, 500_00, 777_77, 10_000_00):
        assert rules.is_sold_for(minor)
    for minor in (0, 499_99, 10_000_01):
        assert not rules.is_sold_for(minor)


def test_without_a_free_sum_only_the_list() -> None:
    assert not CertificateRules().is_sold_for(2_000_00)


def test_a_year_by_the_calendar() -> None:
    assert CertificateRules().last_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert CertificateRules(valid_months=None).last_day(date(2028, 2, 29)) is None


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("nominals", {"nominals": ()}),
        ("nominals", {"nominals": (100_00, 100_00)}),
        ("nominals", {"nominals": (0,)}),
        ("most_minor", {"least_minor": 500_00, "most_minor": 499_00}),
        ("is_earning", {"is_earning": 1}),
        ("point_value_minor", {"point_value_minor": 100}),
    ],
)
def test_rules_that_cannot_work(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRules) as refused:
        CertificateRules(**values)
    assert refused.value.field == field
