"""The second step of signing in to run a business: shown, or chosen for the first time."""

from urllib.parse import urlsplit

from flask import Response, redirect, request, url_for
from werkzeug import Response as Answer
from wtforms import StringField

from app.core import db
from app.core.errors import TooMany
from app.core.ids import PersonId
from app.core.locales import gettext as _
from app.people import factors
from app.people.errors import PasskeyRefused, PasskeyStopped, WrongFactor
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import asking
from app.web.public.arrival import home_of, safe_path
from app.web.public.challenges import PasskeyForm
from app.web.session import Visitor

LONGEST = 40


class FactorForm(Form):
    """An app's six digits, or a recovery code."""

    code = StringField()


def second_factor() -> Response | Answer:
    """Ask for the second factor; who has none chooses one."""
    visitor = at_work()
    if not isinstance(visitor, Visitor):
        return visitor
    if visitor.has_second_factor:
        return redirect(onward(visitor.person_id), 303)
    form = _form()
    if not form.is_sent():
        return _show(form, visitor, 422 if form.errors else 200)
    try:
        _check(visitor, form.code.data or "")
    except (WrongFactor, TooMany) as error:
        form.refuse("code", sentence_of(error))
        form.code.data = ""
        return asking.with_wait(_show(form, visitor, error.status), error)
    return redirect(onward(visitor.person_id), 303)


def second_factor_passkey() -> Response | Answer:
    """Show the second factor by a passkey, which must be one of theirs."""
    visitor = at_work()
    if not isinstance(visitor, Visitor):
        return visitor
    try:
        if PasskeyForm().owner() != visitor.person_id:
            raise PasskeyRefused
    except (PasskeyRefused, PasskeyStopped) as error:
        form = _form(formdata=None)
        form.form_errors.append(sentence_of(error))
        return _show(form, visitor, error.status)
    passed(visitor)
    return redirect(onward(visitor.person_id), 303)


def at_work() -> Visitor | Answer:
    """Who signed in to work here, or the way to do that."""
    visitor = session.visitor()
    if visitor is None or not visitor.is_staff_sign_in:
        return redirect(url_for("public.sign_in", next=here()), 303)
    return visitor


def may_change() -> Visitor | Answer:
    """Who may change their second factor: has shown it, or has none so far."""
    visitor = at_work()
    if not isinstance(visitor, Visitor) or visitor.has_second_factor:
        return visitor
    if factors.factors(visitor.person_id).has_any:
        return redirect(url_for("public.second_factor", next=here()), 303)
    return visitor


def here() -> str:
    """This page's path, to come back to; where a form was sent, its page."""
    return request.full_path.rstrip("?")


def next_path() -> str | None:
    """Where to go afterwards."""
    return safe_path(request.args.get("next"))


def onward(person_id: PersonId) -> str:
    """Where to go afterwards, or home; never back to a step of this."""
    target = next_path()
    if target is None or urlsplit(target).path == url_for("public.second_factor"):
        return home_of(person_id)
    return target


def passed(visitor: Visitor) -> None:
    """Remember in the session that the second factor was shown."""
    with db.writing():
        factors.pass_second(session_id=visitor.session_id, person_id=visitor.person_id)


def enrolled(visitor: Visitor) -> Answer:
    """Go on after enrolling: the first time by way of the recovery codes."""
    passed(visitor)
    if factors.factors(visitor.person_id).codes_left:
        return redirect(onward(visitor.person_id), 303)
    return redirect(url_for("public.recovery_codes", next=next_path()), 303)


def _check(visitor: Visitor, typed: str) -> None:
    with db.writing():
        is_right = len(typed) <= LONGEST and factors.enter(
            person_id=visitor.person_id,
            typed=typed,
            secret_key=session.config().secret_key,
            ip=asking.visitor_ip(),
        )
        if is_right:
            factors.pass_second(
                session_id=visitor.session_id, person_id=visitor.person_id
            )
    factors.check(is_right)


def _form(**values: object) -> FactorForm:
    form = FactorForm(**values)
    form.code.label.text = _("Code")
    return form


def _show(form: FactorForm, visitor: Visitor, status: int) -> Response:
    return page(
        "public/second_factor.html",
        status=status,
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
        form=form,
        passkey=PasskeyForm(formdata=None),
        factors=factors.factors(visitor.person_id),
        next_path=next_path(),
    )
