"""In which unit a page speaks: that of the card that it is about, else points."""

from flask import g

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
