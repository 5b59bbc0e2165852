"""The link of a family invitation: to the cabinet, or to a card of one's own first.

Nothing is looked up here, so that the page is the same for every code.
"""

from flask import Response, g, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.cards.holding import held_by
from app.web import session
from app.web.page import page

COOKIE = "family"
LONGEST = 64


def family(code: str) -> Response | Answer:
    """Remember the code for the page where it is accepted."""
    cookie[COOKIE] = {g.slug: code[:LONGEST]}
    visitor = session.visitor()
    if visitor is not None and held_by(visitor.person_id) is not None:
        return redirect(url_for("cabinet.family_card", _anchor="invited"), 303)
    return page("public/family.html", code=code[:LONGEST])
