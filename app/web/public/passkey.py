"""Adding a passkey to one's own sign-in."""

from flask import Response
from werkzeug import Response as Answer
from wtforms import StringField

from app.core import db
from app.core.errors import AppError
from app.core.locales import gettext as _
from app.people import passkeys
from app.people.errors import PasskeyKnown, PasskeyRefused, TooManyPasskeys
from app.web import session
from app.web.errors import sentence_of
from app.web.page import page
from app.web.public import asking, challenges, second_factor
from app.web.public.challenges import PasskeyForm
from app.web.session import Visitor


class NewPasskeyForm(PasskeyForm):
    """A device's answer and what the passkey is called in the list."""

    name = StringField()


def passkey() -> Response | Answer:
    """Add a passkey: the device asks its owner for a face, a finger or a PIN."""
    visitor = second_factor.may_change()
    if not isinstance(visitor, Visitor):
        return visitor
    form = NewPasskeyForm(data={"name": session.device_name()})
    form.name.label.text = _("What to call it in your list")
    if not form.is_sent():
        return _show(form, 422 if form.errors else 200)
    try:
        _keep(form, visitor)
    except (PasskeyRefused, PasskeyKnown, TooManyPasskeys) as error:
        return _refuse(form, error)
    return second_factor.enrolled(visitor)


def passkey_to_add() -> Response | Answer:
    """What the new passkey has to sign."""
    visitor = second_factor.may_change()
    if not isinstance(visitor, Visitor):
        return visitor
    return challenges.for_new(visitor.person_id)


def _keep(form: NewPasskeyForm, visitor: Visitor) -> None:
    name = "".join(letter for letter in form.name.data or "" if letter.isprintable())
    with db.writing():
        passkeys.add(
            config=session.config(),
            person_id=visitor.person_id,
            challenge_id=form.challenge_id,
            session_nonce=asking.nonce(),
            answer=form.answer.data or "",
            name=name.strip() or session.device_name(),
        )


def _refuse(form: NewPasskeyForm, error: AppError) -> Response:
    form.form_errors.append(sentence_of(error))
    form.answer.data = form.challenge.data = ""
    return _show(form, error.status)


def _show(form: NewPasskeyForm, status: int) -> Response:
    return page(
        "public/passkey.html",
        status=status,
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
        form=form,
        next_path=second_factor.next_path(),
    )
