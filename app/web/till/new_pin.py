"""A PIN for the open card: the guest's own, or one by chance on a printed slip (M14)."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import ValidationError

from app.cards import pins
from app.core import locales
from app.core.locales import mark
from app.web.page import page
from app.web.session import config
from app.web.till import care, guest
from app.web.till.door import actor, blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import Guest


class NewPinForm(TillForm):
    """A PIN that the guest thought of, twice; empty: one by chance."""

    pin = PasswordField(mark("New PIN"))
    again = PasswordField(mark("The same PIN again"))

    def validate_again(self, field: Any) -> None:
        """What cannot be read while it is typed is typed twice."""
        if (self.pin.data or "") != (field.data or ""):
            raise ValidationError(locales.gettext("The two PINs are not the same."))


@blueprint.route("/new-pin", methods=["GET", "POST"])
def new_pin() -> ResponseReturnValue:
    """Ask for it; one by chance is shown once, to be printed."""
    shown, form = guest.present(), NewPinForm()
    if shown is None:
        return care.put_away()
    if form.is_sent():
        drawn = "" if form.pin.data else pins.drawn()
        if _is_set(form, shown, form.pin.data or drawn):
            if not drawn:
                return redirect(url_for("till.care", done="pin"), 303)
            return page("till/pin_slip.html", pin=drawn, guest=shown)
    return page(
        "till/new_pin.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        guest=shown,
        **care.about(shown),
    )


def _is_set(form: NewPinForm, shown: Guest, digits: str) -> bool:
    def change() -> dict[str, Any]:
        pins.set_pin(
            card_id=shown.card_id,
            pin=digits,
            actor=actor(),
            secret_key=config().secret_key,
        )
        return {}

    return form.once("new-pin", [shown.card_id, digits], change) is not None
