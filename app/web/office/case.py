"""One check of a card: what was said, and the decision (M12)."""

from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.sales import queries as receipts
from app.trust import cases as trust
from app.trust.guests import guest_of
from app.trust.words import CASE_REASONS, CASE_STATES, CASE_STEPS
from app.web import guards
from app.web.office.acts import names, who
from app.web.office.decisions import DecisionForm
from app.web.office.door import blueprint, manages
from app.web.page import page

WAYS = {
    "clear": trust.clear,
    "confirm": trust.confirm,
    "uphold": trust.uphold,
    "overturn": trust.overturn,
}


@blueprint.route("/cases/<int:case_id>", methods=["GET", "POST"])
@manages
def case(case_id: int) -> ResponseReturnValue:
    """Read it and decide."""
    found = trust.case(case_id)
    form, done = DecisionForm(), None
    if form.is_submitted():
        done = form.decide(
            {
                name: partial(
                    way, case_id=case_id, text=form.text, staff_id=guards.staff().id
                )
                for name, way in WAYS.items()
            }
        )
    if done is not None:
        return redirect(url_for("office.case", case_id=case_id, done=done), 303)
    known = names()
    return page(
        "office/case.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        found=trust.case(case_id),
        form=form,
        guest=guest_of(found.card_id),
        steps=[(each, who(each.actor, known)) for each in trust.steps_of(case_id)],
        evidence=[receipts.receipt(each).row for each in found.receipts],
        reasons=CASE_REASONS,
        states=CASE_STATES,
        step_words=CASE_STEPS,
    )
