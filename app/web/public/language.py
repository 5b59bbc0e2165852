"""Switching the language keeps the page."""

from flask import redirect, request, url_for
from flask import session as cookie
from werkzeug import Response

from app.core import db, locales
from app.people import actions as people
from app.web import session
from app.web.public.arrival import safe_path


def language() -> Response:
    """Speak another language from now on, on this device and in messages."""
    chosen = request.form.get("language", "")
    if chosen in locales.LANGUAGES:
        cookie["language"] = chosen
        visitor = session.visitor()
        if visitor is not None:
            with db.writing():
                people.speak(person_id=visitor.person_id, language=chosen)
    back = safe_path(request.form.get("next")) or url_for("public.landing")
    return redirect(back, 303)
