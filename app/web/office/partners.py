"""Partners: whose points are taken here and ours there; who is invited."""

from flask import g
from flask.typing import ResponseReturnValue

from app.coalitions import limits, pacts, pairing
from app.coalitions.pacts import Partner
from app.web import session
from app.web.office import terms_form
from app.web.office.door import blueprint, touches_all
from app.web.page import page


@blueprint.get("/partners")
@touches_all
def partners() -> ResponseReturnValue:
    """The contracts of this business, what stands open, codes that still work."""
    found = pacts.partners()
    return page(
        "office/partners.html",
        partners=[(each, standing(each)) for each in found],
        invitations=pairing.invitations(session.config().secret_key),
    )


def standing(partner: Partner) -> str:
    """What is open between the two, as money; empty where nothing is."""
    version = partner.now or partner.open
    open_now = limits.balance(partner.pact.id, g.business.id)
    if version is None or not open_now:
        return ""
    return terms_form.sum_text(open_now, version.terms.currency)
