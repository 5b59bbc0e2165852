"""Where a partner's code leads: to the offices of whoever opens it (M6)."""

from flask import Response, request, url_for
from werkzeug import Response as Answer

from app.coalitions import pairing
from app.coalitions.errors import CodeUnknown
from app.coalitions.pairing import Offered
from app.core import db
from app.people import queries as people
from app.people.queries import Place
from app.people.rights import Right, roles_with
from app.web import session
from app.web.page import page

LONGEST = 60
_OWNERS = roles_with(Right.OWN)


def pair(code: str) -> Response | Answer:
    """Who invites, and in which of one's businesses to accept.

    Wrong, old and used codes get one answer; tries from an address are counted.
    """
    code = code[:LONGEST]
    with db.writing():
        pairing.hit(request.remote_addr or "?")
    offered = _found(code)
    visitor = session.visitor()
    return page(
        "public/pair.html",
        status=200 if offered else 404,
        offered=offered,
        code=code,
        places=_owned(offered) if visitor and offered else [],
        is_signed_in=visitor is not None,
        here=url_for("public.pair", code=code),
    )


def _found(code: str) -> Offered | None:
    try:
        return pairing.find(code, session.config().secret_key)
    except CodeUnknown:
        return None


def _owned(offered: Offered) -> list[Place]:
    """Businesses of the visitor that could accept."""
    visitor = session.visitor()
    if visitor is None:
        return []
    return [
        place
        for place in people.workplaces(visitor.person_id)
        if place.role in _OWNERS and place.business_id != offered.business_id
    ]
