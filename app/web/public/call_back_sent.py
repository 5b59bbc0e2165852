"""After asking to be called back: by when, and at which number."""

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.people import addresses
from app.space import requests
from app.space.talk_errors import RequestNotFound
from app.web.page import page


def call_back_sent() -> Response | Answer:
    """Shown to the browser that asked; others are led to the form."""
    try:
        sent = requests.request(cookie.get("call_back", 0))
    except RequestNotFound:
        return redirect(url_for("public.call_back"), 303)
    return page(
        "public/call_back_sent.html",
        sent=sent,
        phone=addresses.written_out(sent.phone),
    )
