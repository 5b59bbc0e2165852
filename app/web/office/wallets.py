"""Cards on phones: who holds which state, what the phones say, what is on its way."""

from flask.typing import ResponseReturnValue

from app.wallet import credentials, halts, health
from app.web import session
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
    )
