"""The counts in the dock, for pages that stay open."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.web import live
from app.web.cabinet.door import blueprint, card
from app.web.page import wants_fragment


@blueprint.get("/dock")
def dock() -> ResponseReturnValue:
    """The dock as it is now, with a fresh token; who wants a page gets the card."""
    if not wants_fragment():
        return redirect(url_for("cabinet.home"), 303)
    return render_template("cabinet/_dock.html")


@blueprint.context_processor
def _bell() -> dict[str, object]:
    """Where every page of the cabinet hears of what is unread."""
    if g.get("card") is None:
        return {}
    return {"dock_bell": live.bell(f"member:{card().member_id}")}
