"""What waits for a second person, and what became of it (R16)."""

from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.trust import approvals as trust
from app.trust.guests import guests_of
from app.trust.words import APPROVAL_KINDS, APPROVAL_STATES
from app.web import guards
from app.web.office.door import blueprint, manages
from app.web.page import page

PAST = 30


@blueprint.get("/approvals")
@manages
def approvals() -> ResponseReturnValue:
    """List it: what can be decided first."""
    waiting, past = trust.waiting(), trust.decided(PAST)
    return page(
        "office/approvals.html",
        waiting=waiting,
        past=past,
        guests=guests_of(each.card_id for each in (*waiting, *past)),
        names=people.names_of_staff(),
        kinds=APPROVAL_KINDS,
        states=APPROVAL_STATES,
        me=guards.staff().id,
    )
