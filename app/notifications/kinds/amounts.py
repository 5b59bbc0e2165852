"""How notices write amounts, days and money, in the language in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.businesses.queries import BusinessView
from app.core import clock, locales
from app.programmes.measures import measure_of


def amount(business: BusinessView, payload: Mapping[str, Any], name: str) -> str:
    """The payload's ``name`` in the ``unit`` that it also names: 120 points, 37.03 ₽."""
    measure = measure_of(
        payload["unit"], word=business.unit, currency=business.currency
    )
    return measure.text(int(payload[name]))


def money(business: BusinessView, minor: int) -> str:
    """A sum in the business's money."""
    return locales.money(minor, business.currency)


def day(iso: str) -> str:
    """A day that the payload holds as ISO text; its year when it is another one."""
    found = date.fromisoformat(iso)
    words = locales.day(found, short=found.year == clock.now().year)
    # Written out in full, since a sentence may end with it: its dot would stand twice.
    return words.replace("г.", "года")
