"""The guest types their PIN: as good as the spending code of a phone (M14)."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from app.cards import pins
from app.cards.errors import PinLocked, WrongPin
from app.core import db
from app.core.errors import AppError, Refused
from app.core.locales import mark
from app.web.errors import sentence_of
from app.web.page import page
from app.web.session import config
from app.web.till import care, guest
from app.web.till.door import blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import Guest

LONGEST = 12


class PinForm(TillForm):
    """Four to six digits."""

    pin = PasswordField(mark("PIN"))


@blueprint.route("/pin", methods=["GET", "POST"])
def pin() -> ResponseReturnValue:
    """Ask for it; a right one opens the cheque with more to spend."""
    shown, form = guest.present(), PinForm()
    if shown is None:
        return care.put_away()
    if form.is_sent():
        refusal = _refusal(shown, form.pin.data or "")
        if refusal is None:
            guest.prove(shown)
            return redirect(url_for("till.sale"), 303)
        form.refuse("pin", sentence_of(refusal))
    return page(
        "till/pin.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        guest=shown,
        **care.about(shown),
    )


def _refusal(shown: Guest, typed: str) -> AppError | None:
    """Why the PIN opens nothing; None when it is right. A wrong try is counted."""
    try:
        with db.writing():
            checked = pins.check_pin(
                card_id=shown.card_id,
                pin=typed[:LONGEST],
                secret_key=config().secret_key,
            )
    except Refused as refusal:
        return refusal
    if checked.is_right:
        return None
    return WrongPin(left=checked.tries_left) if checked.tries_left else PinLocked()
