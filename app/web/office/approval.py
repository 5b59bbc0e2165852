"""One request for a second person: agree, or decline with a reason."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.people.rights import Right
from app.trust import approvals as trust
from app.trust.approvals import Asked
from app.trust.guests import guests_of
from app.trust.words import APPROVAL_KINDS, APPROVAL_STATES, CORRECTION_NAMES
from app.web import guards
from app.web.office.decisions import DecisionForm
from app.web.office.door import blueprint, leads, manages
from app.web.page import page


@blueprint.get("/approvals/<int:approval_id>")
@manages
def approval(approval_id: int) -> ResponseReturnValue:
    """Everything that is known of it."""
    return _show(trust.approval(approval_id), DecisionForm(formdata=None))


@blueprint.post("/approvals/<int:approval_id>")
@leads
def decide_approval(approval_id: int) -> ResponseReturnValue:
    """Decide; owners and administrators do, never the one who asked."""
    found, form, me = trust.approval(approval_id), DecisionForm(), guards.staff().id
    done = form.decide(
        {
            "approve": lambda: trust.approve(
                approval_id=found.id, staff_id=me, reason=form.text
            ),
            "decline": lambda: trust.decline(
                approval_id=found.id, staff_id=me, reason=form.text
            ),
        }
    )
    if done is None:
        return _show(trust.approval(approval_id), form)
    return redirect(url_for("office.approvals", done=done), 303)


def _show(found: Asked, form: DecisionForm) -> ResponseReturnValue:
    return page(
        "office/approval.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        found=found,
        form=form,
        can_decide=found.is_waiting
        and found.asked_by != guards.staff().id
        and guards.has(Right.LEAD),
        is_mine=found.asked_by == guards.staff().id,
        guests=guests_of([found.card_id, found.payload.get("card_id")]),
        names=people.names_of_staff(),
        kinds=APPROVAL_KINDS,
        states=APPROVAL_STATES,
        reasons=CORRECTION_NAMES,
        here=request.path,
    )
