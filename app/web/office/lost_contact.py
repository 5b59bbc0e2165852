"""A guest lost their phone number or mailbox: another one, proved by a code (R23)."""

from typing import Any

from flask import redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from app.core import db, locales
from app.core.errors import TooMany
from app.core.ids import MemberId
from app.core.locales import mark
from app.people import addresses, queries
from app.people.addresses import Address
from app.people.contact_changes import LONGEST_REASON
from app.people.errors import BadEmail, BadPhone
from app.web import proofs, session
from app.web.errors import sentence_of
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import LineField, Needed
from app.web.office.paper_form import PaperForm
from app.web.page import page

COOKIE = "contact_change"
NAMES = {"phone": mark("Phone"), "email": mark("E-mail")}


class ContactForm(PaperForm):
    """The new contact, and why the old one cannot be asked."""

    channel = RadioField(mark("What changes?"), validate_choice=False)
    contact = LineField(
        mark("New phone or e-mail"),
        validators=[Needed(mark("Write the new phone or e-mail."), 254)],
    )
    reason = LineField(
        mark("Why, and how you made sure who asks"),
        validators=[
            Needed(
                mark("Write how you made sure, in up to 200 characters."),
                LONGEST_REASON,
            )
        ],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offered = proofs.ways(session.config())
        self.channel.choices = [
            SelectChoice(each, locales.gettext(NAMES[each])) for each in offered
        ]
        wrong = locales.gettext(mark("Choose one of these."))
        self.channel.validators = [AnyOf(offered, wrong)]
        if self.channel.data is None and request.method == "GET":
            self.channel.data = offered[0]

    def address(self) -> Address | None:
        """The contact in its one form; None when it is none."""
        country = session.config().country
        try:
            return addresses.parse(self.channel.data, self.contact.data, country)
        except (BadPhone, BadEmail) as refusal:
            self.decline("contact", sentence_of(refusal))
            return None


@blueprint.route("/members/<int:member_id>/contact", methods=["GET", "POST"])
@touches_all
def lost_contact(member_id: MemberId) -> ResponseReturnValue:
    """Ask for the new contact; a POST sends a code to it."""
    member, form = queries.member_by_id(member_id), ContactForm()
    if form.is_sent() and (address := form.address()) is not None:
        try:
            with db.writing():
                code_id = proofs.ask(address)
        except TooMany as refusal:
            form.decline("contact", sentence_of(refusal))
        else:
            cookie[COOKIE] = {
                "member": member_id,
                "code": code_id,
                "reason": form.reason.data,
                "paper": form.paper.data,
            }
            return redirect(url_for("office.contact_code", member_id=member_id), 303)
    return page(
        "office/lost_contact.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        member=member,
    )
