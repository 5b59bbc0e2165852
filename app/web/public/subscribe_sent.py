"""After subscribing: a letter is on its way, and what to do with it."""

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.web.page import page


def subscribe_sent() -> Response | Answer:
    """Shown to the browser that asked; others are led to the form."""
    sent = cookie.get("subscribe")
    if not sent:
        return redirect(url_for("public.subscribe"), 303)
    return page("public/subscribe_sent.html", email=sent["email"], link=sent["link"])
