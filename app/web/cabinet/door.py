"""Who enters the cabinet: a signed-in person with a card of this business."""

from typing import cast

from flask import Blueprint, Response, g, redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards.holding import HeldCard, arrival
from app.people.queries import SessionPerson
from app.web import guards, session
from app.web.page import wants_fragment
from app.web.session import Visitor

blueprint = Blueprint("cabinet", __name__, url_prefix="/<business>/card")


def _arrive(digest: bytes) -> SessionPerson | None:
    """Who they are and which card they hold: one statement for both."""
    found = arrival(digest, g.slug)
    g.card = found.card if found else None
    return found.person if found else None


def require_card() -> ResponseReturnValue | None:
    """Holders enter with their card; others are shown how to get one."""
    if session.visitor() is not None and g.card is not None:
        return None
    join = url_for("public.join")
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": join})
    return redirect(join, 303)


def card() -> HeldCard:
    """The card that the guard let in."""
    return cast("HeldCard", g.card)


def holder() -> Visitor:
    """Its holder."""
    return cast("Visitor", session.visitor())


session.load_by(blueprint.name, _arrive)
guards.guard(blueprint, require_card)
