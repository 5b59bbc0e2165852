"""The link of the letter: a page with one button, since mail scanners follow links."""

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer
from wtforms import StringField

from app.cards.joining import bring_together
from app.core import audit, db, locales
from app.core.audit import Author
from app.core.errors import Refused, TooMany
from app.core.ids import PersonId
from app.onboarding import actions, queries, tariffs
from app.onboarding.actions import Founded
from app.onboarding.errors import (
    DecidedAlready,
    LinkOver,
    NumberTaken,
    PromoCodeUseless,
)
from app.onboarding.queries import ApplicationView, LinkView
from app.onboarding.tariffs import Grant
from app.people import actions as people
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import asking
from app.web.public.start import COOKIE, can_open
from app.web.public.start_form import TRADE_NAMES, one_line
from app.web.public.start_sent import send_letter, state_of


class ConfirmForm(Form):
    """Nothing to fill in, unless the wished address was taken meanwhile."""

    slug = StringField(filters=[one_line])


def start_confirm(token: str) -> Response | Answer:
    """What will be opened; a POST opens it and signs its owner in for work."""
    can_open()
    found = queries.link(token, session.config().secret_key)
    form = ConfirmForm(formdata=None) if found.state != "open" else ConfirmForm()
    form.slug.label.text = locales.gettext("Address on this site")
    if found.state != "open" or not form.is_sent():
        return _show(token, found, form, 422 if form.errors else 200)
    try:
        founded = _confirm(token, form)
    except LinkOver:
        return redirect(url_for("public.start_confirm", token=token), 303)
    except NumberTaken as error:
        form.form_errors.append(sentence_of(error))
        return _show(token, found, form, 422)
    except Refused as error:
        form.slug.data = form.slug.data or found.application.slug
        form.refuse("slug", sentence_of(error))
        return _show(token, found, form, 422)
    cookie[COOKIE] = found.application.id
    if founded is None:
        return redirect(url_for("public.start_sent"), 303)
    session.sign_in(founded.person_id, is_staff_sign_in=True)
    return redirect(url_for("office.start", business=founded.slug), 303)


def start_renew(token: str) -> Response | Answer:
    """Send a new letter to the mailbox of a link that is over."""
    can_open()
    found, form = queries.link(token, session.config().secret_key), Form()
    if not form.is_sent() or found.state not in {"open", "over"}:
        return redirect(url_for("public.start_confirm", token=token), 303)
    try:
        send_letter(found.application.id)
    except DecidedAlready:
        return redirect(url_for("public.start_confirm", token=token), 303)
    except TooMany as error:
        form.form_errors.append(sentence_of(error))
        return asking.with_wait(_show(token, found, form, error.status), error)
    cookie[COOKIE] = found.application.id
    return redirect(url_for("public.start_sent"), 303)


def _confirm(token: str, form: ConfirmForm) -> Founded | None:
    """Found the business; a guest's own cards on this browser come along."""
    config, visitor = session.config(), session.visitor()
    audit.enter(Author("system", session.origin()))
    with db.writing():
        founded = actions.confirm(
            token=token,
            slug=str(form.slug.data or "").lower() or None,
            secret_key=config.secret_key,
            trial_months=config.trial_months,
        )
        if founded is not None and visitor is not None:
            _bring_along(visitor.person_id, founded.person_id)
    return founded


def _bring_along(guest_id: PersonId, owner_id: PersonId) -> None:
    if guest_id != owner_id and not people.is_somebody(guest_id):
        bring_together(source_id=guest_id, target_id=owner_id)


def _show(token: str, found: LinkView, form: Form, status: int = 200) -> Response:
    view = found.application
    return page(
        "public/start_confirm.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        token=token,
        state=found.state,
        trade=locales.gettext(TRADE_NAMES[view.trade]),
        site=session.config().address.partition("://")[2],
        grant=_grant(view),
        **state_of(view),
    )


def _grant(view: ApplicationView) -> Grant:
    """What would be given now; a code that works no more gives the usual trial."""
    months = session.config().trial_months
    try:
        return tariffs.offered(view.promo_code, months)
    except PromoCodeUseless:
        return Grant("trial", months)
