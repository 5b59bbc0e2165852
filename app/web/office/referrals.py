"""Friends that guests have brought: how many, how they stand, and what waits for a look."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.ids import StaffId
from app.people import queries as people
from app.referrals import actions, queries
from app.web import guards
from app.web.office.door import blueprint, touches_all
from app.web.office.steps import StepForm
from app.web.page import page

STEPS = {"release": actions.release, "decline": actions.decline}


@blueprint.get("/referrals")
@touches_all
def referrals() -> ResponseReturnValue:
    """What waits for a decision, then the newest."""
    return _show(StepForm(formdata=None))


@blueprint.post("/referrals/<int:referral_id>/decisions")
@touches_all
def decide_referral(referral_id: int) -> ResponseReturnValue:
    """Let it count, or decline it."""
    form, step = StepForm(), request.form.get("do", "")
    queries.line(referral_id)
    decide = STEPS.get(step)
    if decide is None:
        raise NotFound
    staff_id = StaffId(guards.staff().id)

    def take() -> dict[str, Any]:
        decide(referral_id=referral_id, staff_id=staff_id)
        return {}

    answer = form.once([step, referral_id], take) if form.is_sent() else None
    if answer is None:
        return _show(form)
    return redirect(url_for("office.referrals", done=step), 303)


def _show(step: StepForm) -> ResponseReturnValue:
    return page(
        "office/referrals.html",
        status=422 if step.errors else 200,
        error_title=bool(step.errors),
        step=step,
        counts=queries.counts(),
        held=queries.held(),
        rows=queries.latest(),
        reasons=queries.REASONS,
        names=people.names_of_staff(),
    )
