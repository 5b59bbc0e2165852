"""The inbox: call-backs, applications and comments that wait, nearest deadline first."""

from flask import request
from flask.typing import ResponseReturnValue

from app.core.locales import mark
from app.space import inbox
from app.space.inbox import KINDS, STATES, Wanted
from app.web import guards
from app.web.office.door import blueprint, moderates
from app.web.page import page

KIND_NAMES = {
    "": mark("Everything"),
    "call_back": mark("Call-backs"),
    "application": mark("Job applications"),
    "comment": mark("Comments"),
}
STATE_NAMES = {
    "open": mark("All open"),
    "new": mark("New"),
    "working": mark("In work"),
    "done": mark("Closed"),
}


@blueprint.get("/requests")
@moderates
def requests() -> ResponseReturnValue:
    """What the address asks for; nonsense in it shows what is open."""
    wanted = _wanted()
    return page(
        "office/requests.html",
        wanted=wanted,
        found=inbox.listed(wanted),
        waiting=inbox.unanswered(),
        kinds=KIND_NAMES,
        states=STATE_NAMES,
        me=guards.staff().id,
    )


def _wanted() -> Wanted:
    kind, state = request.args.get("kind", ""), request.args.get("state", "open")
    number = request.args.get("page", 1, type=int)
    return Wanted(
        kind=kind if kind in KINDS else "",
        state=state if state in STATES else "open",
        staff_id=guards.staff().id if request.args.get("mine") == "1" else None,
        number=min(max(number, 1), inbox.MOST_PAGES),
    )
