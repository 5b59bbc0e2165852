"""A further contact, or another main one: proved by codes to it and to the old one."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from app.core import db
from app.core.errors import TooMany
from app.core.locales import gettext as _
from app.people import addresses, contacts
from app.people.addresses import Address
from app.people.errors import BadEmail, BadPhone
from app.web import proofs, session
from app.web.cabinet import proof
from app.web.cabinet.door import blueprint, holder
from app.web.cabinet.erase import reachable
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page


class ContactForm(Form):
    """A phone or an e-mail, and what it is to be."""

    contact = StringField()
    purpose = RadioField(validate_choice=False)

    def speak(self, channel: str) -> "ContactForm":
        """Label the fields in the reader's language."""
        is_phone = channel == "phone"
        self.contact.label.text = _("Phone") if is_phone else _("E-mail")
        self.purpose.label.text = _("What is it for?")
        self.purpose.choices = [
            SelectChoice("further", _("One more: both sign me in")),
            SelectChoice("main", _("Instead of the old one, which I have still")),
        ]
        if self.purpose.data not in {"further", "main"}:
            self.purpose.data = "further"
        return self

    def address(self, channel: str) -> Address | None:
        """The contact in its one form; None, with words, when it is none."""
        country = session.config().country
        try:
            return addresses.parse(channel, self.contact.data or "", country)
        except (BadPhone, BadEmail) as refusal:
            self.refuse("contact", sentence_of(refusal))
            return None


class StepForm(Form):
    """A button beside a contact."""


@blueprint.route("/contact", methods=["GET", "POST"])
def contact() -> ResponseReturnValue:
    """Ask for it; a POST sends codes to it and to the own contact."""
    own = reachable()
    if own is None:
        return redirect(url_for("public.protect"), 303)
    channel = wanted()
    form = ContactForm().speak(channel)
    if form.is_sent() and (address := form.address(channel)) is not None:
        try:
            return proof.begin(form.purpose.data, own, address)
        except TooMany as refusal:
            form.refuse("contact", sentence_of(refusal))
    return page(
        "cabinet/contact.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        channel=channel,
        other=next((c for c in offered() if c != channel), None),
        own=addresses.masked(own.channel, own.value),
    )


def offered() -> tuple[str, ...]:
    """By which channels codes can be sent."""
    return proofs.ways(session.config())


def wanted() -> str:
    """The channel that the address asks for (``?by=email``), else the first."""
    chosen = request.args.get("by", "")
    return chosen if chosen in offered() else offered()[0]


@blueprint.post("/contacts/<int:contact_id>/<any(remove,main):step>")
def change_contact(contact_id: int, step: str) -> ResponseReturnValue:
    """Take a further contact away, or let it be the main one."""
    person_id, form = holder().person_id, StepForm()
    act: Any = {"remove": contacts.remove, "main": contacts.make_main}[step]
    if form.is_sent():
        with db.writing():
            act(person_id=person_id, contact_id=contact_id)
    return redirect(url_for("cabinet.profile", done="contact"), 303)
