"""The link that a message carries: notes that it was followed, and goes there."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import db
from app.core.errors import NotFound
from app.notifications import links, reading
from app.people import queries as people
from app.web import session


def message(token: str) -> ResponseReturnValue:
    """Where the message leads; looking at the address alone (HEAD) opens nothing.

    The token is all the proof there is, and all it opens: the page itself asks who
    comes.
    """
    delivery_id = links.behind_open(token, session.config().secret_key)
    if delivery_id is None:
        raise NotFound
    home = url_for("public.business").rstrip("/")
    if request.method == "HEAD":
        return redirect(f"{home}/card/notices", 303)
    visitor = session.visitor()
    reader = people.present_member(visitor.person_id) if visitor else None
    with db.writing():
        path = reading.follow(delivery_id, g.business, reader)
    if path is None:
        raise NotFound
    return redirect(f"{home}{path}", 303)
