"""How much is left on a certificate, for whoever knows its number.

One neutral answer for everything else, and few tries: numbers are not to be guessed.
"""

from flask import Response, g
from wtforms import Field
from wtforms.validators import ValidationError

from app.cards import queries as cards
from app.cards.errors import CodeOutdated
from app.core import db, limits, locales
from app.core.errors import NotFound, TooMany
from app.core.limits import Limit
from app.core.locales import mark
from app.instruments import queries
from app.instruments.faces import Face, face
from app.web.forms import Form
from app.web.lines import LineField
from app.web.page import page
from app.web.public import asking

TRIES = Limit("certificate_tries_hour", 20, 3600)
MAX_CODE = 64
_UNKNOWN = mark("There is no certificate with this number. Check every digit.")


class NumberForm(Form):
    """The number as it stands on the certificate."""

    number = LineField()

    def validate_number(self, field: Field) -> None:
        """Something that could be one."""
        if not field.data or len(field.data) > MAX_CODE:
            words = "Write the ten digits that stand under the code."
            raise ValidationError(locales.gettext(words))


def certificate() -> Response:
    """Ask for the number; say what is left, or one neutral sentence."""
    form, found, wait = NumberForm(), None, None
    form.number.label.text = locales.gettext("Number of the certificate")
    if form.is_sent():
        try:
            with db.writing():
                limits.hit(TRIES, f"{g.business.id}:{asking.counted_as()}")
            found = _found(form.number.data)
            if found is None:
                form.refuse("number", locales.gettext(_UNKNOWN))
        except TooMany as error:
            wait = error
            form.refuse("number", locales.gettext(error.sentence))
    status = wait.status if wait else 422 if form.errors else 200
    answer = page(
        "public/certificate.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        face=found,
    )
    answer.headers["Cache-Control"] = "no-store"
    return asking.with_wait(answer, wait) if wait else answer


def _found(number: str) -> Face | None:
    """What a certificate with this number says; whatever else it is, nothing."""
    try:
        held = queries.held(cards.find(number).card_id)
    except (NotFound, CodeOutdated):
        return None
    if held.kind != "certificate":
        return None
    shown = face(held, currency=g.business.currency)
    # Who only knows the number reads no words that were meant for another.
    return Face(
        title=shown.title,
        figure=shown.figure,
        unit=shown.unit,
        is_good=shown.is_good,
        state=shown.state,
        facts=(),
    )
