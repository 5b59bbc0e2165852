"""Levels of a card: how they are reached and kept, and what each of them brings."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from wtforms import RadioField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.checking import BASIS, MAX_NAME
from app.programmes.levels import (
    MAX_BENEFITS,
    MAX_FACTOR,
    MAX_LEVELS,
    Level,
    LevelMeasure,
)
from app.programmes.rules import BOUNDS
from app.web.office.forms import (
    AtMost,
    BlockField,
    LineField,
    ParsedField,
    factor_field,
    grouped_hundredths,
    hundredths,
    number_field,
    percent_field,
    whole,
)
from app.web.office.parts import rows
from app.web.office.parts.part import Part, Values, lines

PREFIX = "level"
ROWS = range(1, MAX_LEVELS + 1)
_LIFTS = ("extra", "factor")
_WHOLE = mark("Write a whole number from %(low)s to %(high)s.")
_SUM = mark("Write a sum from %(low)s to %(high)s, for example 99.50.")
_UNNAMED = mark("Name the level, or leave the whole row empty.")
_TWICE = mark("Another level has this name already.")
_FALLING = mark("Write more than for the level before.")
_NO_RATE = mark(
    "With points by full amounts there is no percentage that a level could lift."
)
_BENEFITS = mark(
    "Write up to %(count)s benefits, one per line, each up to %(longest)s characters."
)


class FromField(ParsedField):
    """Where a level begins: money, or units of the card, whichever is counted."""

    def __init__(self, label: str, **more: Any) -> None:
        self.owner = more["_form"]
        super().__init__(
            label,
            parse=self._parse,
            show=self._show,
            say=self._say,
            within=(1, money.MAX_MINOR),
            message=_SUM,
            is_needed=False,
            **more,
        )

    def words(self) -> str:
        """What to write instead, in what is counted."""
        self.message = _SUM if self._is_money() else _WHOLE
        return super().words()

    def _is_money(self) -> bool:
        by_money = "level_by" not in self.owner or (
            self.owner.level_by.data != LevelMeasure.EARNED.value
        )
        return by_money or self.owner.kind.unit == "minor"

    def _parse(self, text: str) -> int:
        return money.parse_minor(text) if self._is_money() else whole(text)

    def _show(self, value: int) -> str:
        return hundredths(value) if self._is_money() else str(value)

    def _say(self, value: int) -> str:
        as_money = self._is_money()
        return grouped_hundredths(value) if as_money else locales.number_text(value)


class PriceFields:
    """How levels are kept, of a card that earns nothing: only money can be counted."""

    level_months = number_field(mark("Months that count"), BOUNDS["level_months"])
    level_grace = number_field(
        mark("Days that it is kept longer"),
        BOUNDS["level_grace_days"],
    )


class Fields(PriceFields):
    """How levels are reached and kept."""

    # Made before the rows, for how an amount is read depends on it.
    level_by = RadioField(
        mark("What counts towards a level"),
        choices={
            LevelMeasure.SPENT.value: mark("Money paid for purchases"),
            LevelMeasure.EARNED.value: mark("What purchases have earned"),
        },
    )


def _price_cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("Name of the level"), validators=[AtMost(MAX_NAME)]),
        "from": FromField(mark("From what amount")),
        "share": percent_field(mark("Discount"), is_needed=False),
        "benefits": BlockField(
            mark("Other benefits"), validators=[AtMost(MAX_BENEFITS * (MAX_NAME + 1))]
        ),
        "service": LineField(
            mark("What staff do for a guest of this level"),
            validators=[AtMost(MAX_NAME)],
        ),
    }


def _cells() -> Mapping[str, Any]:
    return {
        **_price_cells(),
        "extra": percent_field(mark("Added to the percentage"), is_needed=False),
        "factor": factor_field(
            mark("Percentage times"),
            (BASIS // 100, MAX_FACTOR // 100),
            is_needed=False,
        ),
    }


rows.add(PriceFields, PREFIX, ROWS, _price_cells)
rows.add(
    Fields, PREFIX, ROWS, lambda: {name: _cells()[name] for name in ("from", *_LIFTS)}
)


def _names(form: Any) -> tuple[str, ...]:
    return tuple(name for name in _cells() if f"{PREFIX}_1_{name}" in form)


def _used(form: Any) -> list[int]:
    return rows.used(form, PREFIX, ROWS, *_names(form))


def _fill(rules: Any) -> Values:
    values: Values = {
        "level_by": rules.level_by.value,
        "level_months": rules.level_months,
        "level_grace": rules.level_grace_days,
    }
    for row, own in zip(ROWS, rules.levels, strict=False):
        cells = {
            "name": own.name,
            "from": own.from_amount,
            "extra": own.extra_basis_points or None,
            "factor": own.factor_basis_points // 100 or None,
            "share": own.share_basis_points or None,
            "benefits": "\n".join(own.benefits),
            "service": own.service,
        }
        values |= {f"{PREFIX}_{row}_{name}": value for name, value in cells.items()}
    return values


def _read(form: Any, base: Any) -> Values:
    by = form.level_by.data if "level_by" in form else base.level_by.value
    return {
        "levels": tuple(_made(form, row) for row in _used(form)),
        "level_by": LevelMeasure(by),
        "level_months": form.level_months.data,
        "level_grace_days": form.level_grace.data,
    }


def _made(form: Any, row: int) -> Level:
    typed = {name: rows.cell(form, PREFIX, row, name).data for name in _names(form)}
    return Level(
        name=typed["name"],
        from_amount=typed["from"],
        extra_basis_points=typed.get("extra") or 0,
        factor_basis_points=(typed.get("factor") or 0) * 100,
        share_basis_points=typed["share"] or 0,
        benefits=lines(typed["benefits"]),
        service=typed["service"] or "",
    )


def _check(form: Any) -> bool:
    used = _used(form)
    right = [_is_right(form, row) for row in used]
    return all(right) and _rise(form, used) and _can_lift(form, used)


def _is_right(form: Any, row: int) -> bool:
    cells = {name: rows.cell(form, PREFIX, row, name) for name in _names(form)}
    if any(field.errors for field in cells.values()):
        return False
    if not cells["name"].data:
        return _refuse(form, cells["name"], locales.gettext(_UNNAMED))
    if cells["from"].data is None:
        return _refuse(form, cells["from"], cells["from"].words())
    benefits = lines(cells["benefits"].data)
    if len(benefits) > MAX_BENEFITS or any(len(each) > MAX_NAME for each in benefits):
        words = locales.gettext(_BENEFITS, count=MAX_BENEFITS, longest=MAX_NAME)
        return _refuse(form, cells["benefits"], words)
    return True


def _rise(form: Any, used: list[int]) -> bool:
    """Whether every level has a name of its own and begins above the one before."""
    names: set[str] = set()
    for row in used:
        name = rows.cell(form, PREFIX, row, "name")
        if name.data in names:
            return _refuse(form, name, locales.gettext(_TWICE))
        names.add(name.data)
    for lower, upper in pairwise(rows.cell(form, PREFIX, row, "from") for row in used):
        if upper.data <= lower.data:
            return _refuse(form, upper, locales.gettext(_FALLING))
    return True


def _can_lift(form: Any, used: list[int]) -> bool:
    if "earning" not in form or form.earning.data != "step":
        return True
    lifting = [rows.cell(form, PREFIX, row, name) for row in used for name in _LIFTS]
    for field in lifting:
        if field.data:
            return _refuse(form, field, locales.gettext(_NO_RATE))
    return True


def _refuse(form: Any, field: Any, words: str) -> bool:
    form.refuse(field.name, words)
    return False


def _is_open(form: Any) -> bool:
    return bool(_used(form) or form.level_months.errors or form.level_grace.errors)


def _shown(form: Any) -> Values:
    return {"level_rows": rows.shown(form, PREFIX, ROWS, *_names(form))}


LEVELS = Part(
    name="levels",
    title=mark("Levels"),
    template="office/_part_levels.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=_is_open,
    shown=_shown,
)
PRICE_LEVELS = Part(
    name="price_levels",
    title=mark("Levels"),
    template="office/_part_levels.html",
    fields=PriceFields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=_is_open,
    shown=_shown,
)
