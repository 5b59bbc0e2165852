"""What forms of strangers share: contacts read, machines stopped, refusals shown."""

from collections.abc import Callable

from flask import Response, g
from flask_wtf import FlaskForm

from app.core import limits, locales
from app.core.errors import AppError, TooMany
from app.core.ids import PersonId
from app.core.limits import Limit
from app.people import addresses
from app.people.errors import BadEmail, BadPhone
from app.space import wording
from app.space.talk_errors import BadNumber, ConsentMissing
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.public.asking import counted_as, with_wait

# A whole office may write from one address, so this only stops machines.
PER_HOUR = Limit("guest_requests_ip_hour", 20, 3600)


def slow_down() -> None:
    """Count one request of this address; raises TooMany. Runs inside ``writing()``."""
    limits.hit(PER_HOUR, counted_as())


def me() -> PersonId | None:
    """Who is signed in, if anybody."""
    visitor = session.visitor()
    return visitor.person_id if visitor else None


def phone(form: Form, field: str) -> str:
    """The phone in its one form, or an empty text; what is none is refused."""
    typed = form[field].data or ""
    if not typed:
        return ""
    try:
        return addresses.any_phone(typed, session.config().country)
    except BadPhone:
        form.refuse(field, sentence_of(BadNumber()))
        return ""


def email(form: Form, field: str) -> str:
    """The same for an e-mail address."""
    typed = form[field].data or ""
    if not typed:
        return ""
    try:
        return addresses.parse("email", typed, "").value
    except BadEmail as error:
        form.refuse(field, sentence_of(error))
        return ""


def name_consent(form: FlaskForm, purpose: str) -> None:
    """Label the box with the title of its document."""
    text = wording.text(purpose, locales.language(), g.business.name)
    form.consent.label.text = text.title


def need_consent(form: Form) -> None:
    """Refuse what comes without a tick."""
    if not form["consent"].data:
        form.refuse("consent", sentence_of(ConsentMissing()))


def refused(form: Form, error: AppError, show: Callable[[int], Response]) -> Response:
    """The page with the refusal on top, and when to come back where that is known."""
    form.form_errors.append(sentence_of(error))
    response = show(error.status)
    return with_wait(response, error) if isinstance(error, TooMany) else response
