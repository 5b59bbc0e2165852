"""Checks of cards: those to decide first."""

from flask.typing import ResponseReturnValue

from app.trust import cases as trust
from app.trust.guests import guests_of
from app.trust.words import CASE_REASONS, CASE_STATES
from app.web.office.door import blueprint, manages
from app.web.page import page


@blueprint.get("/cases")
@manages
def cases() -> ResponseReturnValue:
    """List them."""
    waiting, past = trust.cases(is_open=True), trust.cases(is_open=False)
    return page(
        "office/cases.html",
        waiting=waiting,
        past=past,
        guests=guests_of(each.card_id for each in (*waiting, *past)),
        reasons=CASE_REASONS,
        states=CASE_STATES,
    )
