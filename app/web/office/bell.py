"""How much waits behind the entries of the menu, for pages that stay open."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.web import live
from app.web.live import Bell
from app.web.office.door import blueprint, reads
from app.web.page import wants_fragment


@blueprint.get("/bell")
@reads
def bell() -> ResponseReturnValue:
    """The counts as they are now, with a fresh token; who wants a page gets the first."""
    if not wants_fragment():
        return redirect(url_for("office.today"), 303)
    return render_template("office/_bell.html")


@blueprint.context_processor
def _tools() -> dict[str, object]:
    """What the menu hears by, made before it is counted what waits."""
    return {"menu_bell": _menu_bell}


def _menu_bell() -> Bell:
    """Rings with anything that waits for the team."""
    return live.bell(f"inbox:{g.business.id}")
