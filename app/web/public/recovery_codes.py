"""Ten codes on paper, for the day when the phone is gone."""

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.core import db
from app.people import factors
from app.web import session
from app.web.forms import Form
from app.web.page import page
from app.web.public import second_factor
from app.web.session import Visitor


def recovery_codes() -> Response | Answer:
    """Say what they are for, and make them; this answer shows them and nothing again."""
    visitor = second_factor.at_work()
    if not isinstance(visitor, Visitor):
        return visitor
    if not visitor.has_second_factor:
        return redirect(url_for("public.second_factor", next=second_factor.here()), 303)
    form = Form()
    made: tuple[str, ...] = ()
    if form.is_sent():
        with db.writing():
            made = factors.make_codes(
                person_id=visitor.person_id, secret_key=session.config().secret_key
            )
    return page(
        "public/recovery_codes.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        codes=made,
        left=factors.factors(visitor.person_id).codes_left,
        next_path=second_factor.next_path(),
        onward=second_factor.onward(visitor.person_id),
    )
