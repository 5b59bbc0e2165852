"""The sample cheque beside the rules: typed by the owner, answered by the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from app.core import clock, locales
from app.core.locales import mark
from app.programmes.explain import limit_sentence
from app.programmes.rules import MAX_POINTS, CardRules
from app.programmes.why_not import name_of, sentence
from app.sales.rules import Line
from app.sales.simulation import Trial, Tried, tried
from app.web.office.forms import AtMost, LineField, money_field, number_field
from app.web.office.parts import rows
from app.web.office.parts.part import AmountField, Values

PREFIX = "cheque"
ROWS = range(1, 7)
LARGEST_MINOR = 1_000_000_00
MOST_PIECES = 1000
ROUND_MINOR = 1000_00


class Fields:
    """Lines of goods, and what is on the card."""

    held = AmountField(
        mark("On the card"),
        money_label=mark("On the card"),
        within=(0, MAX_POINTS),
        is_needed=False,
    )
    wanted = AmountField(
        mark("To be spent"),
        money_label=mark("To be spent"),
        within=(0, MAX_POINTS),
        is_needed=False,
    )
    bought = money_field(mark("Bought before"), (0, LARGEST_MINOR), is_needed=False)


def _cells() -> Mapping[str, Any]:
    return {
        "name": LineField(mark("Goods"), validators=[AtMost(100)]),
        "category": LineField(mark("Category"), validators=[AtMost(100)]),
        "price": money_field(mark("Price"), (1, LARGEST_MINOR), is_needed=False),
        "pieces": number_field(mark("Pieces"), (1, MOST_PIECES), is_needed=False),
    }


rows.add(Fields, PREFIX, ROWS, _cells)


@dataclass(frozen=True)
class Answer:
    """What the engine makes of the cheque, and why not more."""

    tried: Tried
    declined: list[tuple[str, str]]
    limit: str


def first(kind_unit: str) -> Values:
    """The cheque that the form begins with: one round sum and something on the card."""
    return {
        "cheque_1_name": locales.gettext("Goods"),
        "cheque_1_price": ROUND_MINOR,
        "cheque_1_pieces": 1,
        "held": ROUND_MINOR if kind_unit == "minor" else None,
    }


def shown(form: Any) -> Values:
    """The rows to show."""
    return {"cheque_rows": rows.shown(form, PREFIX, ROWS, "name", "price", least=2)}


def answer(form: Any, own: CardRules) -> Answer | None:
    """The cheque as typed by the rules as typed; None while it has no goods."""
    trial = _trial(form)
    if not trial.lines:
        return None
    done = tried(trial, own)
    business = g.business
    words = ""
    if trial.wanted > done.points:
        words = limit_sentence(
            done.limit.binding,
            own,
            locales.language(),
            unit=business.unit,
            currency=business.currency,
        )
    return Answer(
        tried=done,
        declined=[
            (
                name_of(each.discount.source, each.discount.label),
                sentence(each, business.currency),
            )
            for each in done.declined
        ],
        limit=words,
    )


def _trial(form: Any) -> Trial:
    return Trial(
        lines=tuple(_line(form, row) for row in _used(form)),
        local=clock.now().astimezone(ZoneInfo(g.business.zone)),
        held=form.held.data or 0,
        wanted=form.wanted.data or 0,
        bought_minor=form.bought.data or 0,
    )


def _used(form: Any) -> list[int]:
    return [row for row in ROWS if rows.cell(form, PREFIX, row, "price").data]


def _line(form: Any, row: int) -> Line:
    cells = {name: rows.cell(form, PREFIX, row, name).data for name in _cells()}
    pieces = cells["pieces"] or 1
    return Line(
        name=cells["name"] or "",
        category=cells["category"] or "",
        amount_minor=cells["price"] * pieces,
        quantity_milli=pieces * 1000,
    )
