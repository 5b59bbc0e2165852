"""Setting up an authenticator app: a QR code, then the first six digits."""

from typing import cast

from flask import Response
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import StringField

from app.core import db, ids
from app.core.errors import TooMany
from app.core.locales import gettext as _
from app.people import factors, queries, totp
from app.people.errors import WrongFactor
from app.wallet.codes import qr_address
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import asking, second_factor
from app.web.session import Visitor

_COOKIE = "app"


class AppForm(Form):
    """The digits that the app shows."""

    code = StringField()


def authenticator() -> Response | Answer:
    """Show the secret, take the first code; an app set up before is replaced."""
    visitor = second_factor.may_change()
    if not isinstance(visitor, Visitor):
        return visitor
    form = AppForm()
    form.code.label.text = _("The six digits that the app shows")
    if not form.is_sent():
        return _show(form, visitor, 422 if form.errors else 200)
    try:
        factors.check(_add(visitor, form.code.data or ""))
    except (WrongFactor, TooMany) as error:
        form.refuse("code", sentence_of(error))
        form.code.data = ""
        return asking.with_wait(_show(form, visitor, error.status), error)
    cookie.pop(_COOKIE, None)
    return second_factor.enrolled(visitor)


def _add(visitor: Visitor, code: str) -> bool:
    with db.writing():
        return factors.add_app(
            person_id=visitor.person_id,
            nonce=_nonce(),
            code=code,
            secret_key=session.config().secret_key,
            ip=asking.visitor_ip(),
        )


def _nonce() -> str:
    """What this browser's new secret is derived from, until it is confirmed."""
    return cast("str", cookie.setdefault(_COOKIE, ids.token()))


def _show(form: AppForm, visitor: Visitor, status: int) -> Response:
    person = queries.person(visitor.person_id)
    shared = totp.secret(session.config().secret_key, visitor.person_id, _nonce())
    account = person.email or person.phone or "Tessera"
    address = totp.address(shared, account)
    return page(
        "public/authenticator.html",
        status=status,
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
        form=form,
        qr=qr_address(address),
        address=address,
        secret=totp.spelled(shared),
        next_path=second_factor.next_path(),
    )
