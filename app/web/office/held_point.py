"""One purchase whose points wait: let the guest have them, or take them back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.sales import queries as receipts
from app.trust import reviews as trust
from app.trust.guests import guest_of
from app.trust.words import REVIEW_REASONS, REVIEW_STATES
from app.web import guards
from app.web.office.acts import names, who
from app.web.office.decisions import DecisionForm
from app.web.office.door import blueprint, manages
from app.web.page import page

NEAR = 10


@blueprint.route("/held-points/<int:review_id>", methods=["GET", "POST"])
@manages
def held_point(review_id: int) -> ResponseReturnValue:
    """Why it waits, what else happened on the card; decide."""
    found, me = trust.review(review_id), guards.staff().id
    form = DecisionForm()
    done = None
    if form.is_submitted():
        done = form.decide(
            {
                "release": lambda: trust.release(
                    review_id=review_id, staff_id=me, reason=form.text
                ),
                "decline": lambda: trust.decline(
                    review_id=review_id, staff_id=me, reason=form.text
                ),
            }
        )
    if done is not None:
        return redirect(url_for("office.held_points", done=done), 303)
    return page(
        "office/held_point.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        found=trust.review(review_id),
        form=form,
        guest=guest_of(found.card_id),
        seller=who(found.actor, names()),
        near=receipts.receipts(card_id=found.card_id, limit=NEAR),
        staff=people.names_of_staff(),
        reasons=REVIEW_REASONS,
        states=REVIEW_STATES,
    )
