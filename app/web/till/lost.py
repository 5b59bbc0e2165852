"""At the till: the guest lost their phone or printed card, and is known to be who."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.cards import papers
from app.cards.losing import WHAT
from app.cards.papers import LONGEST_NUMBER
from app.core import locales
from app.core.locales import mark
from app.wallet.losing import report
from app.web.page import page
from app.web.till import care, guest
from app.web.till.door import actor, blueprint
from app.web.till.forms import TillForm
from app.web.till.guest import Guest

WORDS = {
    "phone": mark("The phone with the card in it"),
    "card": mark("The printed card"),
}


class LostForm(TillForm):
    """What was lost, and that somebody looked whose it is."""

    what = RadioField(mark("What was lost?"), validate_choice=False)
    checked = BooleanField(
        mark("I made sure who it is: name and last purchases, or a document")
    )
    paper = StringField(mark("Number of the signed form"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.what.choices = [SelectChoice(k, locales.gettext(WORDS[k])) for k in WHAT]

    def validate_what(self, field: Any) -> None:
        """One of those."""
        if field.data not in WHAT:
            raise ValidationError(locales.gettext("Choose one of these."))

    def validate_checked(self, field: Any) -> None:
        """Nobody loses a card for somebody else."""
        if not field.data:
            raise ValidationError(locales.gettext("Make sure who it is first."))

    def validate_paper(self, field: Any) -> None:
        """Not longer than it is kept."""
        if len(field.data or "") > LONGEST_NUMBER:
            raise ValidationError(
                locales.gettext("Write the number in up to 40 characters.")
            )


@blueprint.route("/lost", methods=["GET", "POST"])
def lost() -> ResponseReturnValue:
    """Ask what was lost; a POST gives the open card another number."""
    shown, form = guest.present(), LostForm()
    if shown is None:
        return care.put_away()
    if form.is_sent() and _is_ended(form, shown):
        return redirect(url_for("till.care", done="lost"), 303)
    return page(
        "till/lost.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        guest=shown,
        **care.about(shown),
    )


def _is_ended(form: LostForm, shown: Guest) -> bool:
    def end() -> dict[str, Any]:
        if form.paper.data:
            papers.record(
                member_id=shown.member_id,
                kind="lost",
                number=form.paper.data,
                actor=actor(),
            )
        return {"number": report(card_id=shown.card_id, what=form.what.data).number}

    answer = form.once("lost", [shown.card_id, form.what.data], end)
    if answer is None:
        return False
    guest.renumber(shown, str(answer.body["number"]))
    return True
