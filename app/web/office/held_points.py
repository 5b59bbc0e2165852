"""Points that wait for a look, the most urgent first (R17, E35)."""

from flask.typing import ResponseReturnValue

from app.people import queries as people
from app.trust import reviews as trust
from app.trust.guests import guests_of
from app.trust.words import REVIEW_REASONS, REVIEW_STATES
from app.web.office.door import blueprint, manages
from app.web.page import page

PAST = 30


@blueprint.get("/held-points")
@manages
def held_points() -> ResponseReturnValue:
    """List them."""
    waiting, past = trust.waiting(), trust.decided(PAST)
    return page(
        "office/held_points.html",
        waiting=waiting,
        past=past,
        guests=guests_of(each.card_id for each in (*waiting, *past)),
        names=people.names_of_staff(),
        reasons=REVIEW_REASONS,
        states=REVIEW_STATES,
    )
