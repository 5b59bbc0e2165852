"""Chosen goods for less, at chosen times."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.promotions import Promotion
from app.programmes.rules import InvalidRules
from app.web.office.forms import AtMost, LineField, money_field, percent_field
from app.web.office.parts import goods, hours, rows
from app.web.office.parts.part import Part, Values

PREFIX = "promotion"
ROWS = range(1, 7)
_ONE_WAY = mark("Write either a percentage or a sum for each piece.")
_PLACES = {
    "goods": ("categories", goods.WORDS),
    "window": ("last_day", mark("The last day must not come before the first.")),
    "promotions": ("percent", _ONE_WAY),
}


class Fields:
    """Rows of promotions."""


def _cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("Promotion"), validators=[AtMost(100)]),
        "percent": percent_field(mark("Percent off"), is_needed=False),
        "item": money_field(
            mark("Or money off each piece"), (1, money.MAX_MINOR), is_needed=False
        ),
        "instead": BooleanField(
            mark("Instead of the card’s own discount, where it is better")
        ),
        **goods.cells(),
        **hours.cells(),
    }


rows.add(Fields, PREFIX, ROWS, _cells)


def _values(form: Any, row: int) -> Values:
    return {name: rows.cell(form, PREFIX, row, name).data for name in _cells()}


def _fill(rules: Any) -> Values:
    values: Values = {}
    for row, own in zip(ROWS, rules.promotions, strict=False):
        cells = {
            "name": own.name,
            "percent": own.share_basis_points or None,
            "item": own.item_minor or None,
            "instead": own.is_instead,
            **goods.filled(own.goods),
            **hours.filled(own.window),
        }
        values |= {f"{PREFIX}_{row}_{name}": value for name, value in cells.items()}
    return values


def _made(form: Any, row: int) -> Promotion:
    typed = _values(form, row)
    return Promotion(
        name=typed["name"] or "",
        goods=goods.typed(typed["categories"], typed["skus"]),
        window=hours.typed(typed),
        share_basis_points=typed["percent"] or 0,
        item_minor=typed["item"] or 0,
        is_instead=bool(typed["instead"]),
    )


def _read(form: Any, base: Any) -> Values:
    made = [_made(form, row) for row in _used(form)]
    return {"promotions": (*made, *base.promotions[len(ROWS) :])}


def _check(form: Any) -> bool:
    right = [_is_right(form, row) for row in _used(form)]
    return all(right)


def _is_right(form: Any, row: int) -> bool:
    name = rows.cell(form, PREFIX, row, "name")
    if not name.data:
        words = mark("Name it, or leave the whole row empty.")
        form.refuse(name.name, locales.gettext(words))
        return False
    if any(rows.cell(form, PREFIX, row, each).errors for each in _cells()):
        return False
    try:
        _made(form, row)
    except InvalidRules as error:
        cell, words = _PLACES[error.field]
        form.refuse(f"{PREFIX}_{row}_{cell}", locales.gettext(words))
        return False
    return True


def _used(form: Any) -> list[int]:
    return rows.used(form, PREFIX, ROWS, "name", "percent", "item")


def _shown(form: Any) -> Values:
    shown = rows.shown(form, PREFIX, ROWS, "name", "percent", "item")
    return {"promotion_rows": shown}


PROMOTIONS = Part(
    name="promotions",
    title=mark("Promotions on goods"),
    template="office/_part_promotions.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=lambda form: bool(_used(form)),
    shown=_shown,
    places={"promotions": ("promotion_1_name", mark("Give each another name."))},
)
