"""Where this till stands."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.ids import OutletId
from app.web.page import page
from app.web.till import door, guest
from app.web.till.door import blueprint
from app.web.till.forms import OutletForm


@blueprint.route("/outlet", methods=["GET", "POST"])
def outlet() -> ResponseReturnValue:
    """Choose an outlet, or another one."""
    places = door.open_outlets()
    form = OutletForm(places)
    if request.method == "GET" and door.has_outlet():
        form.outlet.data = str(door.outlet().id)
    if form.is_sent():
        door.stand_at(OutletId(int(form.outlet.data)))
        guest.close()
        return redirect(url_for("till.home"), 303)
    has_errors = bool(form.errors)
    return page(
        "till/outlet.html",
        status=422 if has_errors else 200,
        form=form,
        places=places,
        error_title=has_errors,
    )
