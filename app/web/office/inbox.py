"""The inbox: all that waits for an answer, nearest deadline first."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.businesses import queries as businesses
from app.core.ids import OutletId
from app.core.locales import mark
from app.inbox import assigning, queries
from app.inbox.errors import ItemNotFound
from app.inbox.items import STATES, Wanted
from app.inbox.sources import registry
from app.people import queries as people
from app.people.rights import Right
from app.web import guards, live
from app.web.office.door import blueprint, reads, sources
from app.web.page import page
from app.web.sending import StepForm

MOST_DIGITS = 9
KIND_NAMES = {
    "chat": mark("Chats"),
    "review": mark("Reviews"),
    "call_back": mark("Call-backs"),
    "application": mark("Job applications"),
    "comment": mark("Comments"),
}
ONE_OF_KIND = {
    "chat": mark("chat"),
    "review": mark("review"),
    "call_back": mark("call-back"),
    "application": mark("application"),
    "comment": mark("comment"),
}
STATE_NAMES = {
    "open": mark("All open"),
    "new": mark("New"),
    "working": mark("In work"),
    "done": mark("Closed"),
}


@blueprint.get("/inbox")
@reads
def inbox() -> ResponseReturnValue:
    """What the address asks for; nonsense in it shows what is open."""
    return _show(StepForm(formdata=None))


@blueprint.post("/inbox/assignments")
@reads
def take_item() -> ResponseReturnValue:
    """Take a line on."""
    form, line = StepForm(), request.form.get("item", "")
    kind, _, number = line.partition("-")
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        raise ItemNotFound
    source, me = registry.source_of(kind, sources()), guards.staff().id

    def take() -> dict[str, Any]:
        assigning.take(source=source, kind=kind, item_id=int(number), staff_id=me)
        return {}

    if form.is_sent() and form.once(line, take) is not None:
        return redirect(url_for("office.inbox", **_kept(), done="taken"), 303)
    return _show(form)


@blueprint.get("/requests")
@reads
def inbox_moved() -> ResponseReturnValue:
    """Where the inbox stood before; bookmarks lead on."""
    return redirect(url_for("office.inbox", **_asked()), 301)


def _asked() -> dict[str, Any]:
    """What the old address said, in the words of the new one."""
    asked: dict[str, Any] = request.args.to_dict()
    if asked.pop("mine", "") == "1":
        asked["who"] = "me"
    return {name: asked[name] for name in ("kind", "state", "who") if name in asked}


def _show(form: StepForm) -> ResponseReturnValue:
    wanted, shown = _wanted(), sources()
    heard = live.bell(f"inbox:{g.business.id}")
    kinds = [kind for source in shown for kind in source.kinds]
    return page(
        "office/inbox.html",
        fragment="office/_inbox_rows.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        heard=heard,
        wanted=wanted,
        kept=_kept(),
        found=queries.listed(wanted, shown),
        waiting=queries.unanswered(shown),
        kinds={kind: KIND_NAMES[kind] for kind in kinds},
        ones=ONE_OF_KIND,
        states=STATE_NAMES,
        outlets=businesses.outlets(),
        names=people.names_of_staff(),
        me=guards.staff().id,
        is_moderator=guards.has(Right.MODERATE),
    )


def _wanted() -> Wanted:
    asked = request.args
    kind, state, who = asked.get("kind"), asked.get("state"), asked.get("who")
    outlet = asked.get("outlet", 0, type=int)
    wanted_state = state if state in STATES else "open"
    return Wanted(
        kind=kind if kind in registry.KINDS else "",
        state=wanted_state,
        staff_id=guards.staff().id if who == "me" else None,
        is_free=who == "nobody",
        outlet_id=OutletId(outlet) if 0 < outlet < 2**31 else None,
        is_overdue=asked.get("overdue") == "1" and wanted_state != "done",
        number=min(max(asked.get("page", 1, type=int), 1), queries.MOST_PAGES),
    )


def _kept() -> dict[str, Any]:
    """What stays in the links of a list: all but the page."""
    wanted = _wanted()
    who = "me" if wanted.staff_id else "nobody" if wanted.is_free else ""
    chosen = {
        "kind": wanted.kind,
        "state": wanted.state if wanted.state != "open" else "",
        "who": who,
        "outlet": str(wanted.outlet_id or ""),
        "overdue": "1" if wanted.is_overdue else "",
    }
    return {name: value for name, value in chosen.items() if value}
