"""Who enters the cabinet: a signed-in person with a card of this business."""

from typing import cast

from flask import Blueprint, Response, g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards.holding import HeldCard, held_by
from app.web import guards, session
from app.web.page import wants_fragment
from app.web.session import Visitor

blueprint = Blueprint("cabinet", __name__, url_prefix="/<business>/card")


def require_card() -> ResponseReturnValue | None:
    """Holders enter with their card; others are shown how to get one."""
    visitor = session.visitor()
    held = held_by(visitor.person_id) if visitor else None
    if held is None:
        join = url_for("public.join")
        if wants_fragment():
            return Response(status=204, headers={"HX-Redirect": join})
        return redirect(join, 303)
    g.card = held
    return None


def card() -> HeldCard:
    """The card that the guard let in."""
    return cast("HeldCard", g.card)


def holder() -> Visitor:
    """Its holder."""
    return cast("Visitor", session.visitor())


guards.guard(blueprint, require_card)
