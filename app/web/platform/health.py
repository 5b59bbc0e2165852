"""The whole installation at a glance: certificates, queues, alarms, phones' logs."""

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core import db, outbox, tenancy
from app.core.errors import NotFound
from app.notifications import mailbox
from app.onboarding import queries as onboarding
from app.wallet import credentials, halts, health
from app.wallet.apple import pushes
from app.web import session
from app.web.forms import Form
from app.web.page import page
from app.web.platform.door import blueprint

SHOWN = 50
CHANNELS = ("apple", "google")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Everything that an operator looks at in the morning."""
    with tenancy.across():
        counts = health.counts()
        complaints = health.all_complaints(limit=SHOWN)
    shops = []
    for business in businesses.businesses():
        with tenancy.scope(business.id):
            shops.append((business, health.counts()))
    return page(
        "platform/health.html",
        counts=counts,
        shops=shops,
        complaints=complaints,
        credentials=credentials.all_of(session.config()),
        halts=halts.halts(),
        obstacle=pushes.obstacle(session.config()),
        outbox=outbox.depth(),
        mailbox=mailbox.standing(session.config()),
        waiting_count=onboarding.waiting_count(),
        form=Form(formdata=None),
    )


@blueprint.post("/queues/<channel>/resume")
def resume(channel: str) -> ResponseReturnValue:
    """Let a halted queue go on: what stopped it has been mended."""
    if channel not in CHANNELS:
        raise NotFound
    with db.writing():
        halts.lift(channel)
    current_app.extensions["tessera_worker"].wake_queues()
    return redirect(url_for("platform.home", done="resumed"), 303)
