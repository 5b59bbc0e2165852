"""Rewards for what guests do besides: a first purchase, a birthday, a filled profile."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import SelectField

from app.core import locales, money
from app.core.locales import mark
from app.programmes.rules import MAX_NAME, InvalidRules
from app.programmes.target_actions import (
    AGAIN_AND_AGAIN,
    MAX_DAYS,
    MAX_MILLI,
    MAX_ORDINAL,
    MAX_POINTS,
    MAX_TIMES,
    Action,
    ActionReward,
)
from app.web.office.forms import (
    AtMost,
    LineField,
    ParsedField,
    money_field,
    number_field,
)
from app.web.office.parts import goods, hours, rows
from app.web.office.parts.part import AmountField, Part, Values

PREFIX = "action"
ROWS = range(1, 13)
OFFERED = {
    Action.PURCHASE: mark("A purchase"),
    Action.GOODS: mark("A purchase of chosen goods"),
    Action.BIRTHDAY: mark("A birthday"),
    Action.WALLET: mark("The card put into the phone’s wallet"),
    Action.PROFILE: mark("A filled profile"),
    Action.CONTACT: mark("A confirmed phone or e-mail"),
}
"""What can be chosen: what this house can tell has been done."""
BELONGS: Mapping[Action, tuple[str, ...]] = {
    Action.PURCHASE: ("ordinal", "within", "min_receipt"),
    Action.GOODS: ("min_receipt", "quantity", "categories", "skus"),
    Action.BIRTHDAY: ("before",),
}
_SAYING = ("name", "points", "hold", "life")
_ASKING = (
    "ordinal",
    "within",
    "min_receipt",
    "quantity",
    "categories",
    "skus",
    "before",
)
_LIMITS = ("per_person", "every", "in_total")
_QUANTITY = re.compile(r"(\d{1,7})(?:[.,](\d{1,3}))?", re.ASCII)
_STRANGE = mark("This does not belong to the chosen action: leave it empty.")
_ONCE = mark("This can be done once only: write 1.")
_TWICE = mark("Another reward has this name already.")
_NONE_BEFORE = mark("Nothing comes before the first purchase: write which one counts.")
_NO_GOODS = mark("Name the categories or the articles, one per line.")
_SHORT = mark("Points must live longer than they are on hold.")


class Fields:
    """Rows of rewards for actions."""


def _cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("Name of the reward"), validators=[AtMost(MAX_NAME)]),
        "action": SelectField(
            mark("What it is for"),
            choices={action.value: words for action, words in OFFERED.items()},
            default=Action.PURCHASE.value,
        ),
        "points": AmountField(
            mark("Points"),
            money_label=mark("Sum"),
            within=(1, MAX_POINTS),
            is_needed=False,
        ),
        "hold": _number(mark("Days on hold"), 0, 365),
        "life": _number(mark("Days that it lives"), 1, MAX_DAYS),
        "ordinal": _number(mark("Which purchase"), 1, MAX_ORDINAL),
        "within": _number(mark("Days since the one before, at most"), 0, MAX_DAYS),
        "min_receipt": money_field(
            mark("Smallest purchase"), (0, money.MAX_MINOR), is_needed=False
        ),
        "quantity": ParsedField(
            mark("How much of the goods, at least"),
            parse=_milli,
            show=_shown_milli,
            within=(1, MAX_MILLI),
            message=mark("Write a quantity from %(low)s to %(high)s."),
            is_needed=False,
        ),
        "before": _number(mark("Days before the birthday"), 0, 60),
        "per_person": _number(mark("Most for one person"), 1, MAX_TIMES, default=1),
        "every": _number(mark("Days between two of one person"), 0, MAX_DAYS),
        "in_total": _number(mark("How many in all"), 1, MAX_TIMES),
        **goods.cells(),
        **hours.cells(),
    }


def _number(label: str, low: int, high: int, **more: Any) -> ParsedField:
    return number_field(label, (low, high), is_needed=False, **more)


def _milli(text: str) -> int:
    found = _QUANTITY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))


def _shown_milli(value: int) -> str:
    whole_part, part = divmod(value, 1000)
    point = "," if locales.language() == "ru" else "."
    digits = f"{part:03d}".rstrip("0")
    return f"{whole_part}{point}{digits}" if digits else str(whole_part)


rows.add(Fields, PREFIX, ROWS, _cells)


def kept(rules: Any) -> tuple[ActionReward, ...]:
    """The rewards that the form does not show; they stay as they are."""
    shown = _in_rows(rules)
    return tuple(own for own in rules.actions if own not in shown)


def _in_rows(rules: Any) -> list[ActionReward]:
    return [own for own in rules.actions if own.action in OFFERED][: len(ROWS)]


def _fill(rules: Any) -> Values:
    values: Values = {}
    for row, own in zip(ROWS, _in_rows(rules), strict=False):
        cells = {
            "name": own.name,
            "action": own.action.value,
            "points": own.points,
            "hold": own.hold_days or None,
            "life": own.life_days,
            "ordinal": own.ordinal if own.ordinal > 1 else None,
            "within": own.within_days or None,
            "min_receipt": own.min_receipt_minor or None,
            "quantity": own.min_quantity_milli or None,
            "before": own.days_before or None,
            "per_person": own.per_person,
            "every": own.every_days or None,
            "in_total": own.in_total,
            **goods.filled(own.goods),
            **hours.filled(own.window),
        }
        values |= {f"{PREFIX}_{row}_{name}": value for name, value in cells.items()}
    return values


def _read(form: Any, base: Any) -> Values:
    found = [_made(form, row) for row in _used(form)]
    # Back to their places, so that rules that nobody changed stay the same.
    out_of_sight = kept(base)
    for place, own in enumerate(base.actions):
        if own in out_of_sight:
            found.insert(place, own)
    return {"actions": tuple(found)}


def _made(form: Any, row: int) -> ActionReward:
    typed = {name: rows.cell(form, PREFIX, row, name).data for name in _cells()}
    action = Action(typed["action"])
    return ActionReward(
        name=typed["name"],
        action=action,
        points=typed["points"],
        hold_days=typed["hold"] or 0,
        life_days=typed["life"],
        ordinal=typed["ordinal"] or 1,
        within_days=typed["within"] or 0,
        min_receipt_minor=typed["min_receipt"] or 0,
        goods=goods.typed(typed["categories"], typed["skus"]),
        min_quantity_milli=typed["quantity"] or 0,
        window=hours.typed(typed),
        days_before=typed["before"] or 0,
        per_person=typed["per_person"] if action in AGAIN_AND_AGAIN else 1,
        every_days=typed["every"] or 0,
        in_total=typed["in_total"],
    )


def _check(form: Any) -> bool:
    right = [_is_right(form, row) for row in _used(form)]
    return all(right) and _are_named_apart(form)


def _is_right(form: Any, row: int) -> bool:
    cells = {name: rows.cell(form, PREFIX, row, name) for name in _cells()}
    if any(field.errors for field in cells.values()):
        return False
    for name, words in _wrong(cells):
        form.refuse(cells[name].name, words)
        return False
    try:
        _made(form, row)
    except InvalidRules as error:
        cell, words = _PLACES[error.field]
        form.refuse(cells[cell].name, locales.gettext(words))
        return False
    return True


_PLACES = {
    "goods": ("categories", goods.WORDS),
    "window": ("last_day", mark("The last day must not come before the first.")),
}


def _wrong(cells: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cells that cannot stay as they are, with what to write instead."""
    typed = {name: field.data for name, field in cells.items()}
    action = Action(typed["action"])
    if not typed["name"]:
        words = mark("Name it, or leave the whole row empty.")
        yield "name", locales.gettext(words)
    if typed["points"] is None:
        yield "points", cells["points"].words()
    if typed["life"] and typed["life"] <= (typed["hold"] or 0):
        yield "life", locales.gettext(_SHORT)
    yield from _misplaced(typed, action)


def _misplaced(typed: Values, action: Action) -> Iterator[tuple[str, str]]:
    """What the action does not ask for, or asks for and does not find."""
    for name in _ASKING:
        first = name == "ordinal" and typed[name] == 1
        if typed[name] and not first and name not in BELONGS.get(action, ()):
            yield name, locales.gettext(_STRANGE)
    if typed["within"] and (typed["ordinal"] or 1) == 1:
        yield "ordinal", locales.gettext(_NONE_BEFORE)
    if action is Action.GOODS and not (typed["categories"] or typed["skus"]):
        yield "categories", locales.gettext(_NO_GOODS)
    if action not in AGAIN_AND_AGAIN and typed["per_person"] not in (None, 1):
        yield "per_person", locales.gettext(_ONCE)


def _are_named_apart(form: Any) -> bool:
    names: set[str] = set()
    for row in _used(form):
        name = rows.cell(form, PREFIX, row, "name")
        if name.data in names:
            form.refuse(name.name, locales.gettext(_TWICE))
            return False
        names.add(name.data)
    return True


def _used(form: Any) -> list[int]:
    return rows.used(form, PREFIX, ROWS, *_SAYING, *_ASKING)


def _shown(form: Any) -> Values:
    shown = rows.shown(form, PREFIX, ROWS, *_SAYING, *_ASKING)
    return {"action_rows": [(row, has_details(form, row)) for row in shown]}


def has_details(form: Any, row: int) -> bool:
    """Whether a row has conditions or limits of its own, so that it is shown open."""
    fields = {
        name: rows.cell(form, PREFIX, row, name)
        for name in ("hold", "life", *_ASKING, *_LIMITS, *hours.NAMES)
    }
    usual = {"per_person": 1}
    return any(
        field.errors or (field.data or None) != usual.get(name)
        for name, field in fields.items()
    )


ACTIONS = Part(
    name="actions",
    title=mark("Rewards for actions"),
    template="office/_part_actions.html",
    fields=Fields,
    fill=_fill,
    read=_read,
    check=_check,
    is_open=lambda form: bool(_used(form)),
    shown=_shown,
    places={
        "actions": ("action_1_name", mark("Give each reward another name.")),
    },
)
