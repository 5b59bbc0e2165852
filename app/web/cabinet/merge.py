"""“Join with another card”: the guest's own two cards become one (R23, E36)."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.core.errors import TooMany
from app.core.locales import gettext as _
from app.people import addresses
from app.people.addresses import Address
from app.people.errors import BadEmail, BadPhone
from app.web import session
from app.web.cabinet import proof
from app.web.cabinet.contact import offered, wanted
from app.web.cabinet.door import blueprint
from app.web.cabinet.erase import reachable
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page


class MergeForm(Form):
    """The contact of the other card."""

    contact = StringField()

    def speak(self, channel: str) -> "MergeForm":
        """Label the field in the reader's language."""
        is_phone = channel == "phone"
        self.contact.label.text = (
            _("Phone of the other card") if is_phone else _("E-mail of the other card")
        )
        return self

    def address(self, channel: str) -> Address | None:
        """The contact in its one form; None, with words, when it is none."""
        country = session.config().country
        try:
            return addresses.parse(channel, self.contact.data or "", country)
        except (BadPhone, BadEmail) as refusal:
            self.refuse("contact", sentence_of(refusal))
            return None


@blueprint.route("/merge", methods=["GET", "POST"])
def merge() -> ResponseReturnValue:
    """Say what happens; a POST sends a code to each of the two contacts."""
    own = reachable()
    if own is None:
        return redirect(url_for("public.protect"), 303)
    channel = wanted()
    form = MergeForm().speak(channel)
    if form.is_sent() and (address := form.address(channel)) is not None:
        try:
            return proof.begin("merge", own, address)
        except TooMany as refusal:
            form.refuse("contact", sentence_of(refusal))
    return page(
        "cabinet/merge.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        channel=channel,
        other=next((c for c in offered() if c != channel), None),
        own=addresses.masked(own.channel, own.value),
    )
