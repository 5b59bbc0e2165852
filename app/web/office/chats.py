"""Conversations with guests: who waits the longest first, then the latest."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.chat import queries
from app.chat.queries import FILTERS, PAGE
from app.core.ids import StaffId
from app.core.locales import mark
from app.web import guards, live
from app.web.office import cursor
from app.web.office.door import blueprint, reads
from app.web.page import page
from app.web.talk import waited

KIND_NAMES = {
    "open": mark("All open"),
    "mine": mark("Mine"),
    "unassigned": mark("Nobody's"),
    "closed": mark("Closed"),
}
MOST_WAITING = 100


@blueprint.get("/chats")
@reads
def chats() -> ResponseReturnValue:
    """What the address asks for; nonsense in it shows what is open."""
    asked = request.args.get("kind", "open")
    kind = asked if asked in FILTERS else "open"
    me = StaffId(guards.staff().id)
    before = cursor.read(request.args.get("after"))
    heard = live.bell(f"inbox:{g.business.id}")
    found = queries.lines(kind, staff_id=me, before=before, limit=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    waiting = (
        queries.waiting(MOST_WAITING, kind=kind, staff_id=me) if before is None else []
    )
    return page(
        "office/chats.html",
        fragment="office/_chats.html",
        heard=heard,
        kind=kind,
        kinds=KIND_NAMES,
        counts=queries.counts(me),
        waiting=waiting,
        others=found[:PAGE],
        is_first=before is None,
        more=last
        and url_for(
            "office.chats", kind=kind, after=cursor.write(last.last_at, last.id)
        ),
        waited=waited,
        me=me,
    )
