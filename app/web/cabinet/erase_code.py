"""Before a protected card is deleted: six digits prove that its holder asks (R24)."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.core import db
from app.core.errors import AppError, TooMany
from app.core.locales import gettext as _
from app.people import codes, queries, sign_in
from app.people.errors import CodeExpired, OnlyOwner, WrongCode
from app.web import session
from app.web.cabinet.door import blueprint, holder
from app.web.cabinet.erase import Asked, asked, farewell
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page

_REFUSALS = (CodeExpired, WrongCode, OnlyOwner, TooMany)


class EraseCodeForm(Form):
    """Six digits."""

    code = StringField()


@blueprint.get("/erase/code")
def erase_code() -> ResponseReturnValue:
    """Ask for the digits."""
    known = asked()
    if known is None:
        return redirect(url_for("cabinet.erase"), 303)
    return _shown(EraseCodeForm(), known)


@blueprint.post("/erase/code")
def check_erase_code() -> ResponseReturnValue:
    """Delete everything when the digits are right."""
    known, form = asked(), EraseCodeForm()
    if known is None:
        return redirect(url_for("cabinet.erase"), 303)
    if not form.is_sent():
        return _shown(form, known, status=422)
    digits = codes.read(form.code.data or "")
    if digits is None:
        form.refuse("code", _("Enter the six digits of the code."))
        return _shown(form, known, status=422)
    try:
        _check(known, digits)
        return farewell()
    except _REFUSALS as error:
        return _refused(form, known, error)


def _check(known: Asked, digits: str) -> None:
    """The code is of this browser and of a contact that is still this person's."""
    with db.writing():
        checked = sign_in.check_code(
            code_id=known.code_id,
            digits=digits,
            session_nonce=known.nonce,
            ip=request.remote_addr or "",
            secret_key=session.config().secret_key,
        )
    if checked.address is None:
        raise WrongCode(left=checked.tries_left) if checked.tries_left else CodeExpired
    person = queries.person(holder().person_id)
    if getattr(person, checked.address.channel) != checked.address.value:
        raise CodeExpired


def _refused(form: EraseCodeForm, known: Asked, error: AppError) -> Response:
    form.refuse("code", sentence_of(error))
    form.code.data = ""
    answer = _shown(form, known, status=error.status)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_seconds)
    return answer


def _shown(form: EraseCodeForm, known: Asked, status: int = 200) -> Response:
    form.code.label.text = _("Code")
    config = session.config()
    code = queries.asked_code(known.code_id, known.nonce)
    shown = queries.code_to_send(known.code_id, config.secret_key)
    return page(
        "cabinet/erase_code.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        asked=code,
        minutes=codes.LIFE.seconds // 60,
        demo_digits=shown.digits if shown and config.demo else None,
    )
