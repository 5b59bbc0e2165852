"""Chosen goods or hours that earn more."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, SelectField

from app.core import locales
from app.core.locales import mark
from app.programmes.boosts import MAX_FACTOR, MAX_ITEM_POINTS, Boost
from app.programmes.checking import BASIS
from app.programmes.rules import InvalidRules
from app.web.office.forms import (
    AtMost,
    LineField,
    ParsedField,
    factor_field,
    percent_field,
)
from app.web.office.parts import goods, hours, rows
from app.web.office.parts.part import AmountField, Part, Values, needed

PREFIX = "boost"
ROWS = range(1, 7)
WAYS = {
    "factor": mark("so many times as much"),
    "rate": mark("a percentage of its own"),
    "item": mark("so much for each piece"),
}
_PLACES = {
    "goods": ("categories", goods.WORDS),
    "window": ("last_day", mark("The last day must not come before the first.")),
    "boosts": (
        "instead",
        mark("What multiplies the percentage cannot come instead of it."),
    ),
}


class Fields:
    """Rows of what earns more."""


def _factor() -> ParsedField:
    return factor_field(
        mark("How many times"), (BASIS // 100, MAX_FACTOR // 100), is_needed=False
    )


def _cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("What earns more"), validators=[AtMost(100)]),
        "way": SelectField(mark("It earns"), choices=WAYS, default="factor"),
        "factor": _factor(),
        "rate": percent_field(mark("Percent"), is_needed=False),
        "item": AmountField(
            mark("Points for each piece"),
            money_label=mark("Money for each piece"),
            within=(1, MAX_ITEM_POINTS),
            is_needed=False,
        ),
        "instead": BooleanField(mark("Instead of what the card earns usually")),
        **goods.cells(),
        **hours.cells(),
    }


rows.add(Fields, PREFIX, ROWS, _cells)


def _values(form: Any, row: int) -> Values:
    return {name: rows.cell(form, PREFIX, row, name).data for name in _cells()}


def _fill(rules: Any) -> Values:
    values: Values = {}
    for row, own in zip(ROWS, rules.boosts, strict=False):
        cells = {
            "name": own.name,
            "way": _way(own),
            "factor": own.factor_basis_points // 100 or None,
            "rate": own.rate_basis_points or None,
            "item": own.item_points or None,
            "instead": own.is_instead,
            **goods.filled(own.goods),
            **hours.filled(own.window),
        }
        values |= {f"{PREFIX}_{row}_{name}": value for name, value in cells.items()}
    return values


def _way(own: Boost) -> str:
    if own.factor_basis_points:
        return "factor"
    return "rate" if own.rate_basis_points else "item"


def _made(form: Any, row: int) -> Boost:
    typed = _values(form, row)
    way = typed["way"]
    return Boost(
        name=typed["name"] or "",
        goods=goods.typed(typed["categories"], typed["skus"]),
        window=hours.typed(typed),
        factor_basis_points=(typed["factor"] or 0) * 100 if way == "factor" else 0,
        rate_basis_points=typed["rate"] or 0 if way == "rate" else 0,
        item_points=typed["item"] or 0 if way == "item" else 0,
        is_instead=bool(typed["instead"]),
    )


def _read(form: Any, base: Any) -> Values:
    made = [_made(form, row) for row in _used(form)]
    return {"boosts": (*made, *base.boosts[len(ROWS) :])}


def _check(form: Any) -> bool:
    right = [_is_right(form, row) for row in _used(form)]
    return all(right)


def _is_right(form: Any, row: int) -> bool:
    name, way = (rows.cell(form, PREFIX, row, each) for each in ("name", "way"))
    if not name.data:
        words = mark("Name it, or leave the whole row empty.")
        form.refuse(name.name, locales.gettext(words))
        return False
    if any(rows.cell(form, PREFIX, row, each).errors for each in _cells()):
        return False
    if not needed(form, {f"{PREFIX}_{row}_{way.data}": True}):
        return False
    try:
        _made(form, row)
    except InvalidRules as error:
        cell, words = _PLACES[error.field]
        form.refuse(f"{PREFIX}_{row}_{cell}", locales.gettext(words))
        return False
    return True


def _used(form: Any) -> list[int]:
    return rows.used(form, PREFIX, ROWS, "name", "factor", "rate", "item")


def _shown(form: Any) -> Values:
    shown = rows.shown(form, PREFIX, ROWS, "name", "factor", "rate", "item")
    return {"boost_rows": shown}


BOOSTS = Part(
    name="boosts",
    title=mark("What earns more"),
    template="office/_part_boosts.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=lambda form: bool(_used(form)),
    shown=_shown,
    places={
        "boosts": (
            "boost_1_way",
            mark("With points by full amounts only points for each piece can be more."),
        )
    },
)
