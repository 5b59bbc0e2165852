"""Entering the six digits: the end of signing in, and of protecting a card."""

from dataclasses import dataclass

from flask import Response, redirect, url_for
from werkzeug import Response as Answer
from wtforms import StringField

from app.cards.holding import held_by
from app.core import clock, db
from app.core.errors import AppError, TooMany
from app.core.ids import PersonId
from app.core.locales import gettext as _
from app.incentives import actions as incentives
from app.people import actions as people
from app.people import codes, operators, queries, sign_in
from app.people.addresses import Address
from app.people.errors import (
    CodeExpired,
    ContactInPlace,
    ContactTaken,
    UnknownContact,
    WrongCode,
)
from app.programmes.target_actions import Action
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import arrival, asking
from app.web.public.asking import Pending

REFUSALS = (
    CodeExpired,
    ContactInPlace,
    ContactTaken,
    UnknownContact,
    WrongCode,
    TooMany,
)


@dataclass(frozen=True)
class Purpose:
    """What a code is entered for: the addresses around this page."""

    start: str
    here: str
    again: str


SIGN_IN = Purpose("public.sign_in", "public.sign_in_code", "public.sign_in_again")
PROTECT = Purpose("public.protect", "public.protect_code", "public.protect_again")


class CodeForm(Form):
    """Six digits."""

    code = StringField()


def sign_in_code() -> Response | Answer:
    """Enter the code and be signed in."""
    return _enter(SIGN_IN)


def protect_code() -> Response | Answer:
    """Enter the code and have the card protected."""
    return _enter(PROTECT) if _may_protect() else redirect(url_for(PROTECT.start), 303)


def sign_in_again() -> Response | Answer:
    """Send another code for signing in."""
    return _again(SIGN_IN)


def protect_again() -> Response | Answer:
    """Send another code for protecting the card."""
    return _again(PROTECT)


def _may_protect() -> bool:
    """A contact is kept for a card's holder who agreed to that, for nobody else."""
    visitor = session.visitor()
    if visitor is None or held_by(visitor.person_id) is None:
        return False
    if arrival.step_before(visitor) is not None:
        return False
    given = queries.consents(visitor.person_id)
    return any(consent.purpose == "processing" for consent in given)


def _enter(purpose: Purpose) -> Response | Answer:
    pending = asking.pending()
    form = CodeForm()
    form.code.label.text = _("Code")
    if pending is None:
        return redirect(url_for(purpose.start), 303)
    if not form.is_sent():
        return _show(form, purpose, pending, 422 if form.errors else 200)
    digits = codes.read(form.code.data or "")
    if digits is None:
        form.refuse("code", _("Enter the six digits of the code."))
        return _show(form, purpose, pending, 422)
    try:
        person_id = _arrive(purpose, pending, digits)
    except REFUSALS as error:
        return _refuse(form, purpose, pending, error)
    session.sign_in(person_id, is_staff_sign_in=arrival.works(person_id))
    if purpose is PROTECT:
        return redirect(url_for("cabinet.home"), 303)
    return redirect(pending.next or arrival.home_of(person_id), 303)


def _arrive(purpose: Purpose, pending: Pending, digits: str) -> PersonId:
    """Whose contact it is; all of it in one transaction, a wrong try counted too."""
    with db.writing():
        checked = sign_in.check_code(
            code_id=pending.code_id,
            digits=digits,
            session_nonce=pending.nonce,
            ip=asking.visitor_ip(),
            secret_key=session.config().secret_key,
        )
        contact = checked.address
        person_id = None if contact is None else _owner(purpose, contact)
    if contact is None:
        if checked.tries_left == 0:
            raise CodeExpired
        raise WrongCode(left=checked.tries_left)
    if person_id is None:
        raise UnknownContact
    return person_id


def _owner(purpose: Purpose, address: Address) -> PersonId | None:
    """The person behind a verified contact, with this browser's cards brought along."""
    visitor = session.visitor()
    here = visitor.person_id if visitor else None
    is_operator = address in operators.contacts(session.config())
    if purpose is PROTECT:
        owner: PersonId | None = people.claim_address(
            person_id=here, channel=address.channel, address=address.value
        )
    else:
        owner = people.owner_of(address.channel, address.value)
    if owner is None and is_operator:
        # The settings know them before any business does.
        owner = people.claim_address(
            person_id=None, channel=address.channel, address=address.value
        )
    if owner is not None:
        arrival.bring_along(owner)
        if purpose is PROTECT:
            incentives.done_everywhere(person_id=owner, action=Action.CONTACT)
    return owner


def _refuse(
    form: CodeForm, purpose: Purpose, pending: Pending, error: AppError
) -> Response:
    form.refuse("code", sentence_of(error))
    form.code.data = ""
    response = _show(form, purpose, pending, error.status)
    return asking.with_wait(response, error)


def _again(purpose: Purpose) -> Response | Answer:
    pending, form = asking.pending(), Form()
    if pending is None or not form.is_sent():
        return redirect(url_for(purpose.start), 303)
    try:
        with db.writing():
            asked = sign_in.ask_again(
                code_id=pending.code_id,
                session_nonce=pending.nonce,
                ip=asking.visitor_ip(),
                secret_key=session.config().secret_key,
            )
    except (CodeExpired, TooMany) as error:
        empty = CodeForm(formdata=None)
        empty.code.label.text = _("Code")
        return _refuse(empty, purpose, pending, error)
    asking.expect(asked.code_id, pending.next)
    return redirect(url_for(purpose.here), 303)


def _show(form: CodeForm, purpose: Purpose, pending: Pending, status: int) -> Response:
    config = session.config()
    asked = queries.asked_code(pending.code_id, pending.nonce)
    shown = queries.code_to_send(pending.code_id, config.secret_key)
    wait = int((asked.resend_at - clock.now()).total_seconds()) if asked else 0
    return page(
        "public/code.html",
        status=status,
        form=form,
        again=Form(formdata=None),
        asked=asked,
        purpose=purpose,
        wait_seconds=max(0, wait),
        minutes=codes.LIFE.seconds // 60,
        demo_digits=shown.digits if shown and config.demo else None,
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
    )
