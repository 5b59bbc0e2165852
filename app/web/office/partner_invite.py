"""Offer terms to a partner: they stand behind a code that works for a day, once."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import pairing
from app.web import session
from app.web.office import terms_form
from app.web.office.door import blueprint, owns
from app.web.office.terms_form import TermsForm
from app.web.page import page


@blueprint.route("/partners/invite", methods=["GET", "POST"])
@owns
def partner_invite() -> ResponseReturnValue:
    """The terms of a contract that somebody else is to join."""
    form = TermsForm(data=terms_form.fresh())
    form.offer()
    invitation_id = _invite(form) if form.is_sent() else None
    if invitation_id is not None:
        address = url_for("office.partner_invitation", pairing_id=invitation_id)
        return redirect(address, 303)
    return page(
        "office/partner_invite.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
    )


def _invite(form: TermsForm) -> int | None:
    def invite() -> dict[str, Any]:
        invitation_id = pairing.invite(
            offered=form.told(is_first=True, currency=g.business.currency, theirs=()),
            starts_on=form.starts_on.value,
            secret_key=session.config().secret_key,
        )
        return {"id": invitation_id}

    done = form.send(invite, field="programmes")
    return None if done is None else int(done.body["id"])
