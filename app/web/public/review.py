"""One review on a page of its own, where it can be reported."""

from flask import Response, redirect, url_for
from werkzeug import Response as Answer

from app.core import db
from app.reviews import actions, queries
from app.web.forms import Form
from app.web.page import page
from app.web.public import contacting


class ReportForm(Form):
    """One deliberate tap."""


def review(review_id: int) -> Response:
    """The review, and how to report it."""
    found = queries.shown(review_id)
    return page("public/review.html", found=found, form=ReportForm())


def report_review(review_id: int) -> Answer:
    """Ask staff to look at it; once for each person."""
    queries.shown(review_id)
    person_id = contacting.me()
    if person_id is None:
        here = url_for("public.review", review_id=review_id)
        return redirect(url_for("public.sign_in", next=here), 303)
    with db.writing():
        actions.report(review_id=review_id, person_id=person_id)
    return redirect(url_for("public.reviews", done="reported"), 303)
