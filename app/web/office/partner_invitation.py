"""The code for a partner: to be scanned, sent as a link, or read out."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import pairing
from app.wallet.codes import qr_address
from app.web import session
from app.web.office import terms_form
from app.web.office.door import blueprint, owns
from app.web.office.steps import StepForm
from app.web.page import page


@blueprint.get("/partners/invitations/<int:pairing_id>")
@owns
def partner_invitation(pairing_id: int) -> ResponseReturnValue:
    """Show the code while it works, and the terms behind it."""
    return _show(pairing_id, StepForm(formdata=None))


@blueprint.post("/partners/invitations/<int:pairing_id>/withdrawal")
@owns
def withdraw_partner_invitation(pairing_id: int) -> ResponseReturnValue:
    """Let the code lead nowhere."""
    form = StepForm()

    def withdraw() -> dict[str, Any]:
        pairing.withdraw(invitation_id=pairing_id)
        return {}

    if form.is_sent() and form.once("withdraw", withdraw) is not None:
        return redirect(url_for("office.partners", done="withdrawn"), 303)
    return _show(pairing_id, form)


def _show(pairing_id: int, form: StepForm) -> ResponseReturnValue:
    found = pairing.invitation(pairing_id, session.config().secret_key)
    link = f"{session.config().address}{url_for('public.pair', code=found.code)}"
    return page(
        "office/partner_invitation.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        invitation=found,
        spoken=pairing.spoken(found.code),
        link=link,
        qr=qr_address(link),
        facts=terms_form.offered_words(found.terms, g.business),
        form=form,
    )
