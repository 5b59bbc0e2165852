"""A cheque without a card: it gets a code by which its buyer can claim it (E47)."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from app.core import locales, money
from app.sales import claiming
from app.sales.actions import Line
from app.sales.checks import MAX_NUMBER
from app.web.lines import LineField
from app.web.page import page
from app.web.session import config
from app.web.till import door
from app.web.till.door import blueprint
from app.web.till.forms import TillForm, amount_of


class ChequeForm(TillForm):
    """A sum, and the till's number of the receipt if there is one."""

    amount = StringField(locales.mark("Sum of the cheque"))
    number = LineField(locales.mark("Receipt number, if there is one"))

    def validate_amount(self, field: Field) -> None:
        """A sum above zero."""
        if not amount_of(field):
            raise ValidationError(locales.gettext("Enter an amount above zero."))

    def validate_number(self, field: Field) -> None:
        """Not longer than receipts have it."""
        if len(field.data or "") > MAX_NUMBER:
            words = "A receipt number has at most 64 characters."
            raise ValidationError(locales.gettext(words))


@blueprint.route("/without-card", methods=["GET", "POST"])
def without_card() -> ResponseReturnValue:
    """Write the cheque down and go on to its code."""
    form = ChequeForm()

    def action() -> dict[str, int]:
        made = claiming.register(
            outlet_id=door.outlet().id,
            number=form.number.data or None,
            lines=[Line(amount_minor=money.parse_minor(form.amount.data or ""))],
            source="till",
            actor=door.actor(),
            secret_key=config().secret_key,
        )
        return {"unclaimed_id": made.id}

    if form.is_sent():
        meaning = [form.amount.data, form.number.data]
        answer = form.once("without-card", meaning, action)
        if answer is not None:
            unclaimed_id = answer.body["unclaimed_id"]
            return redirect(url_for("till.claim_code", unclaimed_id=unclaimed_id), 303)
    return page(
        "till/without_card.html",
        status=422 if form.errors else 200,
        form=form,
        error_title=bool(form.errors),
    )
