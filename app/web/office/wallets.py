"""Cards on phones: who holds which state, what the phones say, what is on its way."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import actions
from app.core import db
from app.core.errors import NotFound
from app.wallet import credentials, halts, health
from app.wallet.google import account
from app.web import session, tenants
from app.web.forms import Form
from app.web.office.door import blueprint, manages
from app.web.page import page

SHOWN = 50


@blueprint.get("/wallets")
@manages
def wallets() -> ResponseReturnValue:
    """The business's passes and the state of both wallets."""
    return page(
        "office/wallets.html",
        counts=health.counts(),
        held=health.held(limit=SHOWN),
        google=health.google(limit=SHOWN),
        complaints=health.complaints(limit=SHOWN),
        credentials=credentials.all_of(session.config()),
        halts=halts.halts(),
        has_google=account.is_set_up(session.config()),
        form=Form(formdata=None),
    )


@blueprint.post("/wallets/google")
@manages
def offer_google() -> ResponseReturnValue:
    """Offer cards in Google Wallet to this business's members, or stop that."""
    choice = request.form.get("choice")
    if choice not in {"on", "off"}:
        raise NotFound
    with db.writing():
        actions.offer_google(business_id=g.business.id, is_offered=choice == "on")
    tenants.forget(g.business.slug)
    return redirect(url_for("office.wallets", done=choice), 303)
