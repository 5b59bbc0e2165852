"""Notifications in this browser: turned on here, and off in any of one's own."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from app.core import db
from app.core.errors import Refused, TooMany
from app.notifications.push import actions, queries
from app.notifications.push.vapid import vapid
from app.web import browsers, session
from app.web.cabinet.door import (
    blueprint,
    card,
    holder,
    holder_key,
    person_key,
)
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page


class PushForm(Form):
    """The address that a browser was given by its push service, and its keys."""

    endpoint = HiddenField()
    p256dh = HiddenField()
    auth = HiddenField()


@blueprint.get("/push")
def push() -> ResponseReturnValue:
    """How it stands here, and in which browsers notifications come."""
    return _shown(PushForm())


@blueprint.post("/push")
def turn_on_push() -> ResponseReturnValue:
    """Notify this browser from now on."""
    form = PushForm()
    if form.is_sent() and _is_kept(form):
        return redirect(url_for("cabinet.push", done="on"), 303)
    return _shown(form, status=422)


@blueprint.post("/push/<int:subscription_id>/end")
def turn_off_push(subscription_id: int) -> ResponseReturnValue:
    """Notify a browser no more; raises NotFound for another person's."""
    with db.writing():
        actions.unsubscribe(
            subscription_id=subscription_id, person_id=holder().person_id
        )
    return redirect(url_for("cabinet.push", done="off"), 303)


def _is_kept(form: PushForm) -> bool:
    try:
        with db.writing():
            actions.subscribe(
                member_id=card().member_id,
                person_id=holder().person_id,
                session_id=holder().session_id,
                endpoint=form.endpoint.data or "",
                p256dh=form.p256dh.data or "",
                auth=form.auth.data or "",
            )
    except (Refused, TooMany) as refusal:
        form.refuse("endpoint", sentence_of(refusal))
    return not form.errors


def _shown(form: PushForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "cabinet/push.html",
        status=status,
        error_title=bool(form.errors),
        form=form,
        key=vapid(session.config()).public,
        mark=f"{person_key()} {holder_key()}",
        browsers=queries.browsers(holder().person_id),
        this_session=holder().session_id,
        device=browsers.device(request.user_agent.string),
    )
