"""Signing in, guests and staff alike: a contact, then a code."""

from flask import Response, redirect, request, url_for
from werkzeug import Response as Answer

from app.core import db
from app.core.errors import TooMany
from app.people.errors import BadEmail, BadPhone, PasskeyRefused, PasskeyStopped
from app.web import session
from app.web.errors import sentence_of
from app.web.page import page
from app.web.public import arrival, asking
from app.web.public.arrival import safe_path
from app.web.public.asking import ContactForm
from app.web.public.challenges import PasskeyForm

SITE = "Tessera"


def sign_in() -> Response | Answer:
    """Ask for a contact; the answer is the same whether it is known or not."""
    offered = asking.channels(session.config())
    channel = asking.wanted(offered)
    next_path = safe_path(request.args.get("next"))
    form = ContactForm()
    form.ask_for(channel)
    if not form.is_sent():
        return _show(form, channel, offered, 422 if form.errors else 200)
    try:
        address = form.address(channel)
        with db.writing():
            code_id = asking.send_code(address, sender=SITE)
    except (BadPhone, BadEmail, TooMany) as error:
        form.refuse("contact", sentence_of(error))
        response = _show(form, channel, offered, error.status)
        return asking.with_wait(response, error)
    asking.expect(code_id, next_path)
    return redirect(url_for("public.sign_in_code"), 303)


def _show(
    form: ContactForm, channel: str, offered: tuple[str, ...], status: int
) -> Response:
    return page(
        "public/sign_in.html",
        status=status,
        form=form,
        channel=channel,
        other=next((c for c in offered if c != channel), None),
        next_path=safe_path(request.args.get("next")),
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
        passkey=PasskeyForm(formdata=None),
    )


def sign_in_passkey() -> Response | Answer:
    """Sign in with a passkey, which is both factors at once."""
    answered = PasskeyForm()
    next_path = safe_path(request.args.get("next"))
    try:
        person_id = answered.owner()
    except (PasskeyRefused, PasskeyStopped) as error:
        offered = asking.channels(session.config())
        form = ContactForm(formdata=None)
        form.ask_for(asking.wanted(offered))
        form.form_errors.append(sentence_of(error))
        return _show(form, asking.wanted(offered), offered, error.status)
    with db.writing():
        arrival.bring_along(person_id)
    session.sign_in(
        person_id,
        is_staff_sign_in=arrival.works(person_id),
        has_second_factor=True,
    )
    return redirect(next_path or arrival.home_of(person_id), 303)
