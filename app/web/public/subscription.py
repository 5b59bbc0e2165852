"""Behind the link in the first letter: one tap confirms, no link does it by itself."""

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.core import db
from app.space import subscriptions
from app.web import session
from app.web.forms import Form
from app.web.page import page


class ConfirmForm(Form):
    """One deliberate tap: mail programs open links on their own."""


def subscription(token: str) -> Response | Answer:
    """Confirm a subscription; a forged or an old link says so and nothing else."""
    found = subscriptions.behind_confirm(token, session.config().secret_key)
    form = ConfirmForm()
    if found is not None and form.is_sent():
        with db.writing():
            subscriptions.confirm(subscription_id=found.id)
        return redirect(url_for("public.subscription", token=token), 303)
    return page(
        "public/subscription.html",
        status=404 if found is None else 200,
        found=found,
        form=form,
        token=token,
    )
