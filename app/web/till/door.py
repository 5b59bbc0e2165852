"""The till's door: staff who sell, at an outlet that they have chosen."""

from typing import cast

from flask import Blueprint, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.businesses.queries import OutletView
from app.core.errors import Forbidden, NotFound
from app.core.ids import OutletId
from app.people import limits
from app.people.rights import Right, roles_with
from app.web import guards
from app.web import session as sessions

SELLERS = frozenset(roles_with(Right.SELL))
_COOKIE = "outlets"
_CHOOSING = "till.outlet"

blueprint = Blueprint("till", __name__, url_prefix="/<business>/till")


def enter() -> ResponseReturnValue | None:
    """Let staff who sell in, once they have said where they stand."""
    answer = guards.require_staff()
    if answer is not None:
        return answer
    if guards.staff().role not in SELLERS:
        raise Forbidden
    g.outlet = _chosen()
    if g.outlet is None and request.endpoint != _CHOOSING:
        return redirect(url_for(_CHOOSING), 303)
    return None


guards.guard(blueprint, enter)


def outlet() -> OutletView:
    """The outlet of this till."""
    return cast("OutletView", g.outlet)


def has_outlet() -> bool:
    """Whether this browser has said where it stands."""
    return g.outlet is not None


def actor() -> str:
    """How the books name who is at the till."""
    return f"staff:{guards.staff().id}"


def device() -> str:
    """The browser at this till, by its session."""
    visitor = sessions.visitor()
    return f"session:{visitor.session_id}" if visitor else ""


def open_outlets() -> list[OutletView]:
    """Where this person's till can stand."""
    return [
        place for place in businesses.outlets() if place.is_open and _may_sell(place)
    ]


def _may_sell(place: OutletView) -> bool:
    """Whether who is at work is limited to other outlets."""
    if not guards.staff().is_limited_to_outlets:
        return True
    return place.id in limits.limits_of(guards.staff().id).outlets


def stand_at(outlet_id: OutletId) -> None:
    """Remember the outlet in this browser."""
    session[_COOKIE] = {**session.get(_COOKIE, {}), g.business.slug: outlet_id}


def _chosen() -> OutletView | None:
    """The outlet that this browser remembers; the only one there is is taken."""
    outlet_id = session.get(_COOKIE, {}).get(g.business.slug)
    if outlet_id is not None:
        try:
            place = businesses.outlet(OutletId(outlet_id))
        except NotFound:
            place = None
        if place is not None and place.is_open and _may_sell(place):
            return place
    places = open_outlets()
    if len(places) != 1:
        return None
    stand_at(places[0].id)
    return places[0]
