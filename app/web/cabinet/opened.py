"""The card opened from the home screen of a phone: installed as an app (row 5)."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.core import db, limits
from app.core.limits import Limit
from app.incentives import actions as incentives
from app.programmes.target_actions import Action
from app.web.cabinet.door import blueprint, card

OPENED = Limit("app-opened", 3, 24 * 3600)
"""The browser tells it once; nobody needs to tell it often."""


@blueprint.post("/opened")
def opened() -> ResponseReturnValue:
    """What the rules promise for keeping the card on the phone, once per person.

    Only the browser knows how it was opened. What is promised is the same as for a
    wallet, and comes once for both.
    """
    with db.writing():
        limits.hit(OPENED, f"member:{card().member_id}")
        incentives.done(member_id=card().member_id, action=Action.WALLET)
    return Response(status=204)
