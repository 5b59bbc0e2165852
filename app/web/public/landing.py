"""The start page: what this is, and for who is signed in, where to go."""

from flask import Response

from app.businesses import queries as businesses
from app.people import queries
from app.web import session
from app.web.page import page

SAMPLE_POINTS = 1240


def landing() -> Response:
    """One's own cards and workplaces, or an introduction."""
    visitor = session.visitor()
    return page(
        "public/landing.html",
        sample=SAMPLE_POINTS,
        cards=queries.memberships(visitor.person_id) if visitor else [],
        work=queries.workplaces(visitor.person_id) if visitor else [],
        # A site's businesses are its own matter; the demo shows all it has.
        shops=businesses.businesses() if session.config().demo else [],
    )
