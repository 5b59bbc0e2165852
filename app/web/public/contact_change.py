"""“This was not me”: whoever has the old contact takes a change back (R23)."""

import re

from flask import Response, request

from app.cards import holds
from app.core import db
from app.people import contact_changes
from app.people.errors import ChangeOver
from app.web import session
from app.web.forms import Form
from app.web.page import page

_TOKEN = re.compile(r"[0-9a-f]{64}", re.ASCII)


def contact_change(change_id: int, token: str) -> Response:
    """Say what was changed; a POST takes it back."""
    if not _TOKEN.fullmatch(token):
        raise ChangeOver
    key, form = session.config().secret_key, Form()
    shown = contact_changes.objection(change_id, token, key)
    is_stopped = form.is_sent()
    if is_stopped:
        with db.writing():
            member_id = contact_changes.stop(
                change_id=change_id, token=token, secret_key=key
            )
            holds.release(member_id=member_id)
    return page(
        "public/contact_change.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        shown=shown,
        is_stopped=is_stopped,
        here=request.path,
    )
