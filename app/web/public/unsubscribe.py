"""Ending a subscription: by one tap here, or by one POST of a mail program (RFC 8058)."""

from flask import Response, request

from app.core import db
from app.space import subscriptions
from app.web import session
from app.web.forms import Form
from app.web.page import page


class StopForm(Form):
    """One tap; nobody needs a session for it."""


def unsubscribe(token: str) -> Response:
    """What would end; a POST ends it, whoever sends it, and answers at once.

    The token is all the proof there is: mail programs bring no cookie and no form.
    """
    key = session.config().secret_key
    found = subscriptions.behind_stop(token, key)
    if found is not None and request.method == "POST":
        with db.writing():
            subscriptions.stop(subscription_id=found.id)
        found = subscriptions.behind_stop(token, key)
    return page(
        "public/unsubscribe.html",
        status=404 if found is None else 200,
        found=found,
        form=StopForm(),
        token=token,
    )
