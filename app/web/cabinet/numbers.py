"""Printed cards of the guest: named here, confirmed by their first scan at a till."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.cards import plastic
from app.core import db, limits
from app.core.errors import Conflict, NotFound, TooMany
from app.core.limits import Limit
from app.core.locales import gettext as _
from app.web.cabinet.door import blueprint, card, holder
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page

# Who types numbers at random soon finds out that there is a limit.
CLAIMS = Limit("number_claims_day", 10, 24 * 3600)
LONGEST = 64


class NumberForm(Form):
    """A number as it is printed."""

    number = StringField()

    def speak(self) -> "NumberForm":
        """Label the field in the reader's language."""
        self.number.label.text = _("Number on the printed card")
        return self


@blueprint.route("/numbers", methods=["GET", "POST"])
def numbers() -> ResponseReturnValue:
    """List them; a POST names another one."""
    form = NumberForm().speak()
    if form.is_sent() and _is_claimed(form):
        return redirect(url_for("cabinet.numbers", done=1), 303)
    return page(
        "cabinet/numbers.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        numbers=plastic.numbers_of(card().id),
    )


def _is_claimed(form: NumberForm) -> bool:
    text = form.number.data or ""
    if not text or len(text) > LONGEST:
        form.refuse("number", _("Scan the card or type its number."))
        return False
    try:
        # Counted apart, so that a refusal does not undo the counting.
        with db.writing():
            limits.hit(CLAIMS, f"person:{holder().person_id}")
        with db.writing():
            plastic.claim(card_id=card().id, text=text)
    except (NotFound, Conflict, TooMany) as refusal:
        form.refuse("number", sentence_of(refusal))
        return False
    return True


@blueprint.post("/numbers/remove")
def remove_number() -> ResponseReturnValue:
    """Let a printed card lead here no more."""
    typed = request.form.get("number_id", "")
    if not typed.isascii() or not typed.isdecimal():
        raise NotFound
    if Form().is_sent():
        with db.writing():
            plastic.detach(card_id=card().id, number_id=int(typed[:18]))
    return redirect(url_for("cabinet.numbers", done=1), 303)
