"""What else staff can do with the open card: PIN, slip, printed card, lost card.

Who has no phone has the same rights (M14): all of it works with paper alone.
"""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.cards import pins, plastic
from app.ledger import queries as ledger
from app.people import queries as people
from app.web.page import page
from app.web.till import guest
from app.web.till.door import blueprint
from app.web.till.guest import Guest


@blueprint.get("/care")
def care() -> ResponseReturnValue:
    """The ways on from the open card."""
    shown = guest.present()
    if shown is None:
        return put_away()
    return page("till/care.html", guest=shown, **about(shown))


def about(shown: Guest) -> dict[str, Any]:
    """What these pages say of the open card."""
    return {
        "member": people.member_by_id(shown.member_id),
        "balance": ledger.balance(shown.card_id),
        "has_pin": pins.has_pin(shown.card_id),
        "numbers": plastic.numbers_of(shown.card_id),
    }


def put_away() -> ResponseReturnValue:
    """The card is no longer open: scan it again."""
    return redirect(url_for("till.home") + "?put-away=1", 303)
