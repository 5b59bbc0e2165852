"""Cashback: a part of the money comes back, to the kopeck (row 20; E18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from app.core.locales import mark
from app.programmes.kinds.kind import Kind
from app.programmes.rules import CardRules


@dataclass(frozen=True, kw_only=True)
class CashbackRules(CardRules):
    """Rules of a cashback card: its unit is the smallest unit of money."""

    point_value_minor: int = 1
    unprotected_spend_points: int = 300_00
    static_spend_points: int = 300_00

    fixed: ClassVar[Mapping[str, object]] = MappingProxyType(
        {"point_value_minor": 1, "step_minor": 0}
    )


CASHBACK = Kind(
    name="cashback",
    unit="minor",
    rules=CashbackRules,
    title=mark("Cashback"),
    purpose=mark("A part of the money comes back, in money, to the kopeck."),
)
