"""How much of a receipt the card may pay."""

from typing import Any

from wtforms import BooleanField

from app.core.locales import mark
from app.programmes.rules import BOUNDS
from app.web.office.forms import money_field, percent_field
from app.web.office.parts.part import AmountField, Part, Values


class Fields:
    """Limits of spending."""

    spend_percent = percent_field(mark("Part of a receipt that points may pay"))
    spend_max = AmountField(
        mark("Most points on one receipt"),
        money_label=mark("Most money from the card on one receipt"),
        within=BOUNDS["spend_max_points"],
        is_needed=False,
    )
    min_receipt = money_field(
        mark("Smallest receipt to spend on"),
        BOUNDS["min_receipt_minor"],
        is_needed=False,
    )
    min_line = money_field(
        mark("Money to pay for each item"),
        BOUNDS["min_line_money_minor"],
        is_needed=False,
    )
    unprotected = AmountField(
        mark("Without a phone or e-mail"),
        money_label=mark("Without a phone or e-mail"),
        within=BOUNDS["unprotected_spend_points"],
    )
    static = AmountField(
        mark("By the ordinary code"),
        money_label=mark("By the ordinary code"),
        within=BOUNDS["static_spend_points"],
    )
    waits_a_day = BooleanField(mark("Nothing is spent on the day of sign-up"))


def _fill(rules: Any) -> Values:
    return {
        "spend_percent": rules.spend_share_basis_points,
        "spend_max": rules.spend_max_points,
        "min_receipt": rules.min_receipt_minor or None,
        "min_line": rules.min_line_money_minor or None,
        "unprotected": rules.unprotected_spend_points,
        "static": rules.static_spend_points,
        "waits_a_day": not rules.spends_on_first_day,
    }


def _read(form: Any, _base: Any) -> Values:
    return {
        "spend_share_basis_points": form.spend_percent.data,
        "spend_max_points": form.spend_max.data,
        "min_receipt_minor": form.min_receipt.data or 0,
        "min_line_money_minor": form.min_line.data or 0,
        "unprotected_spend_points": form.unprotected.data,
        "static_spend_points": form.static.data,
        "spends_on_first_day": not form.waits_a_day.data,
    }


SPENDING = Part(
    name="spending",
    title=mark("Spending"),
    template="office/_part_spending.html",
    fields=Fields,
    fill=_fill,
    read=_read,
)
