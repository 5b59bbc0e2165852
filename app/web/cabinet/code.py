"""The code for spending: good for half a minute, once."""

from zoneinfo import ZoneInfo

from flask import g
from flask.typing import ResponseReturnValue

from app.cards import queries as cards
from app.wallet.codes import qr_address
from app.web.cabinet.door import blueprint, card
from app.web.page import page


@blueprint.get("/code")
def code() -> ResponseReturnValue:
    """The rotating code of this half minute; the page fetches the next by itself."""
    held = card()
    rotating = cards.rotating_code(held.id)
    until = rotating.changes_at
    return page(
        "cabinet/code.html",
        fragment="cabinet/_code.html",
        card=held,
        qr=qr_address(rotating.payload),
        until=until,
        until_text=until.astimezone(ZoneInfo(g.business.zone)).strftime("%H:%M:%S"),
    )
