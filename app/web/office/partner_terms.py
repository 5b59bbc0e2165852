"""Other terms for a partner: proposed by one side, in force once the other agrees."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.coalitions import pacts
from app.coalitions.pacts import Partner
from app.coalitions.terms import Terms
from app.web.office import terms_form
from app.web.office.door import blueprint, owns
from app.web.office.terms_form import TermsForm
from app.web.page import page


@blueprint.route("/partners/<int:pact_id>/terms", methods=["GET", "POST"])
@owns
def partner_terms(pact_id: int) -> ResponseReturnValue:
    """Propose what is to hold from a day on."""
    found = pacts.partner(pact_id)
    now = pacts.versions(pact_id)[0].terms
    is_first = found.pact.is_first
    form = TermsForm(data=terms_form.filled(now, is_first=is_first))
    form.offer()
    if form.is_sent() and _propose(form, found, now):
        address = url_for("office.partner", pact_id=pact_id, done="proposed")
        return redirect(address, 303)
    return page(
        "office/partner_terms.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        partner=found,
    )


def _propose(form: TermsForm, found: Partner, now: Terms) -> bool:
    is_first = found.pact.is_first

    def propose() -> dict[str, Any]:
        changed = form.told(
            is_first=is_first,
            currency=now.currency,
            theirs=now.side(is_first=not is_first).programmes,
        )
        number = pacts.propose(
            pact_id=found.pact.id, changed=changed, starts_on=form.starts_on.value
        )
        return {"number": number}

    return form.send(propose, field="starts_on") is not None
