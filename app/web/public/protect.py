"""After joining: protect the card with a phone or e-mail (row 109), or do it later."""

from flask import Response, g, redirect, url_for
from werkzeug import Response as Answer
from wtforms import BooleanField

from app.cards.holding import HeldCard, held_by
from app.core import db, locales
from app.core.errors import TooMany
from app.core.ids import PersonId
from app.ledger import queries as ledger
from app.people import actions as people
from app.people import consents, queries
from app.people.addresses import Address
from app.people.errors import BadEmail, BadPhone, ConsentNeeded
from app.people.models import PURPOSES
from app.web import measures, session
from app.web.errors import sentence_of
from app.web.page import page
from app.web.public import arrival, asking
from app.web.public.asking import ContactForm


class ProtectForm(ContactForm):
    """A contact and three consents of their own, none ticked beforehand (152-FZ)."""

    processing = BooleanField()
    mailings = BooleanField()
    partners = BooleanField()

    def name_consents(self) -> None:
        """Label each box with the title of its document."""
        for purpose in PURPOSES:
            text = consents.text(purpose, locales.language(), g.business.name)
            self[purpose].label.text = text.title

    def given(self) -> list[str]:
        """The purposes that were ticked."""
        return [purpose for purpose in PURPOSES if self[purpose].data]


def protect() -> Response | Answer:
    """Ask for a contact; a POST sends a code to it."""
    visitor = session.visitor()
    card = held_by(visitor.person_id) if visitor else None
    if visitor is None or card is None:
        return redirect(url_for("public.join"), 303)
    if (step := arrival.step_before(visitor)) is not None:
        return redirect(step, 303)
    person = queries.person(visitor.person_id)
    # Without a gateway there is nothing to offer, and the card works as it is.
    offered = asking.ways(session.config())
    missing = tuple(c for c in offered if getattr(person, c) is None)
    if not missing:
        return redirect(url_for("cabinet.home"), 303)
    channel = asking.wanted(missing)
    form = ProtectForm()
    form.ask_for(channel)
    form.name_consents()
    if not form.is_sent() or (address := _checked(form, channel)) is None:
        return _show(form, card, channel, missing, 422 if form.errors else 200)
    try:
        code_id = _ask(form, address, visitor.person_id)
    except TooMany as error:
        form.refuse("contact", sentence_of(error))
        response = _show(form, card, channel, missing, error.status)
        return asking.with_wait(response, error)
    asking.expect(code_id, None)
    return redirect(url_for("public.protect_code"), 303)


def _checked(form: ProtectForm, channel: str) -> Address | None:
    """The contact, when it and the consent to keep it are there; else all refusals."""
    if "processing" not in form.given():
        form.refuse("processing", sentence_of(ConsentNeeded()))
    try:
        address = form.address(channel)
    except (BadPhone, BadEmail) as error:
        form.refuse("contact", sentence_of(error))
        return None
    return None if form.errors else address


def _ask(form: ProtectForm, address: Address, person_id: PersonId) -> int:
    """Record the consents and ask for a code, both or neither."""
    with db.writing():
        for purpose in form.given():
            people.give_consent(
                person_id=person_id, purpose=purpose, language=locales.language()
            )
        return asking.send_code(address, sender=g.business.name)


def _show(
    form: ProtectForm,
    card: HeldCard,
    channel: str,
    missing: tuple[str, ...],
    status: int,
) -> Response:
    measures.speak_of(card.unit)
    return page(
        "public/protect.html",
        status=status,
        form=form,
        card=card,
        balance=ledger.balance(card.id),
        channel=channel,
        other=next((c for c in missing if c != channel), None),
        purposes=PURPOSES,
        error_title=status != 200,  # noqa: PLR2004 - anything but OK
    )
