"""The start page: what this is, and for who is signed in, where to go."""

from flask import Response, g
from werkzeug import Response as Answer

from app.businesses import queries as businesses
from app.core import locales
from app.demo import doors
from app.demo.doors import Door
from app.people import queries
from app.web import session
from app.web.page import page
from app.web.public import business

SAMPLE_POINTS = 1240
ROLE_NAMES = {
    "guest": locales.mark("Guest"),
    "owner": locales.mark("Owner"),
    "administrator": locales.mark("Administrator"),
    "moderator": locales.mark("Moderator"),
    "cashier": locales.mark("Cashier"),
    doors.OPERATOR: locales.mark("Operator of the installation"),
}


def landing() -> Response | Answer:
    """One's own cards and workplaces, or an introduction.

    On a business's own host it is the business's page.
    """
    if g.business is not None:
        return business.business()
    visitor = session.visitor()
    return page(
        "public/landing.html",
        sample=SAMPLE_POINTS,
        cards=queries.memberships(visitor.person_id) if visitor else [],
        work=queries.workplaces(visitor.person_id) if visitor else [],
        # A site's businesses are its own matter; the demo shows all it has, open.
        shops=businesses.businesses() if session.config().demo else [],
        doors=_doors() if session.config().demo else {},
        roles=ROLE_NAMES,
        can_sign_up=session.config().sign_up,
    )


def _doors() -> dict[str, list[Door]]:
    """Ways into the demo by business."""
    by_shop: dict[str, list[Door]] = {}
    for door in doors.doors(session.config()):
        by_shop.setdefault(door.slug, []).append(door)
    return by_shop
