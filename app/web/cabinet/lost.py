"""“I lost my phone”, “I lost my printed card”: end the old codes from a new phone."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from app.cards.losing import WHAT
from app.core import db
from app.core.locales import gettext as _
from app.wallet.losing import report
from app.web.cabinet.door import blueprint, card, holder
from app.web.forms import Form
from app.web.page import page


class LostForm(Form):
    """What was lost."""

    what = RadioField(validate_choice=False)

    def speak(self) -> "LostForm":
        """Label the choices in the reader's language."""
        self.what.label.text = _("What was lost?")
        words: dict[str, Any] = {
            "phone": _("Another phone with my card in it"),
            "card": _("My printed card"),
        }
        self.what.choices = [SelectChoice(each, words[each]) for each in WHAT]
        self.what.validators = [AnyOf(WHAT, _("Choose one of these."))]
        return self


@blueprint.route("/lost", methods=["GET", "POST"])
def lost() -> ResponseReturnValue:
    """Ask what was lost; a POST gives the card another number at once."""
    form = LostForm().speak()
    if form.is_sent():
        with db.writing():
            report(
                card_id=card().id,
                what=form.what.data,
                keep_session=holder().session_id,
            )
        return redirect(url_for("cabinet.profile", done="lost"), 303)
    return page(
        "cabinet/lost.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
    )
