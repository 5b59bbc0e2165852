"""The letter is on its way: where to, what next, another one; later, how it stands."""

from typing import Any

from flask import Response, redirect, url_for
from flask import session as cookie
from werkzeug import Response as Answer

from app.core import clock, db
from app.core.errors import TooMany
from app.onboarding import actions, links, queries
from app.onboarding.errors import ApplicationNotFound, DecidedAlready
from app.onboarding.queries import ApplicationView
from app.web import session
from app.web.errors import sentence_of
from app.web.forms import Form
from app.web.page import page
from app.web.public import asking
from app.web.public.start import COOKIE


def start_sent() -> Response | Answer:
    """How the application of this browser stands."""
    view = _own()
    return redirect(url_for("public.start"), 303) if view is None else _show(view)


def start_again() -> Response | Answer:
    """Send another letter to the same mailbox."""
    view, form = _own(), Form()
    if view is None or not form.is_sent():
        return redirect(url_for("public.start"), 303)
    try:
        send_letter(view.id)
    except DecidedAlready:
        return redirect(url_for("public.start_sent"), 303)
    except TooMany as error:
        form.form_errors.append(sentence_of(error))
        return asking.with_wait(_show(view, form, error.status), error)
    return redirect(url_for("public.start_sent"), 303)


def send_letter(application_id: int) -> None:
    """Ask for a new link; raises as ``onboarding.actions.send_again``."""
    with db.writing():
        actions.send_again(
            application_id=application_id,
            ip=asking.visitor_ip(),
            secret_key=session.config().secret_key,
        )


def state_of(view: ApplicationView) -> dict[str, Any]:
    """What the pages of an application that was confirmed say."""
    return {"application": view, "slug": queries.business_slug(view.id)}


def _own() -> ApplicationView | None:
    kept = cookie.get(COOKIE)
    try:
        return None if kept is None else queries.application(kept)
    except ApplicationNotFound:
        return None


def _show(
    view: ApplicationView, form: Form | None = None, status: int = 200
) -> Response:
    wait = int((view.resend_at - clock.now()).total_seconds())
    return page(
        "public/start_sent.html",
        status=status,
        error_title=form is not None,
        form=form or Form(formdata=None),
        wait_seconds=max(0, wait),
        hours=int(links.LIFE.total_seconds()) // 3600,
        demo_link=_demo_link(view),
        **state_of(view),
    )


def _demo_link(view: ApplicationView) -> str | None:
    """What the letter carries; shown where no letter is sent."""
    config = session.config()
    if not config.demo or view.state != "asked":
        return None
    end = links.token(config.secret_key, view.id, view.nonce, view.letters)
    return url_for("public.start_confirm", token=end)
