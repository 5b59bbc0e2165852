"""In which unit a page speaks: that of the card that it is about, else points."""

from collections.abc import Iterable

from flask import g

from app.core.ids import ProgrammeId
from app.programmes import queries as programmes
from app.programmes.measures import Measure, measure_of

POINT = "point"


def speak_of(unit: str) -> None:
    """Let the rest of the request write amounts in the unit of its card."""
    g.unit = unit


def of(unit: str | None = None) -> Measure:
    """How amounts are written: in ``unit``, or in that of the page."""
    business = g.business
    return measure_of(
        unit or g.get("unit", POINT), word=business.unit, currency=business.currency
    )


def together(amounts: Iterable[tuple[ProgrammeId, int]]) -> str:
    """What stands on several cards in words, each unit by itself; nothing for nothing."""
    sums: dict[str, int] = {}
    for programme_id, amount in amounts:
        unit = programmes.programme(programme_id).unit
        sums[unit] = sums.get(unit, 0) + amount
    return ", ".join(of(unit).text(amount) for unit, amount in sums.items() if amount)
