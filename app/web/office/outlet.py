"""One outlet: what guests read of it is corrected here; it is closed and opened."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import hours_words, outlets, queries
from app.core import clock, db
from app.core.ids import OutletId
from app.web.office.door import blueprint, manages
from app.web.office.forms import OfficeForm
from app.web.office.place_form import DAY_FIELDS, PlaceForm, filled
from app.web.page import page


@blueprint.route("/outlets/<int:outlet_id>", methods=["GET", "POST"])
@manages
def outlet(outlet_id: OutletId) -> ResponseReturnValue:
    """Look at an outlet and correct it."""
    found = queries.outlet(outlet_id)
    values = filled(found)
    form = PlaceForm(data=values, zone=found.zone)
    if form.is_sent() and _change(form, outlet_id):
        return redirect(url_for("office.outlets", done="changed"), 303)
    return page(
        "office/outlet.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        days=[form[name] for name in DAY_FIELDS],
        state_form=OfficeForm(formdata=None),
        outlet=found,
        place=values["place"],
        hours_now=found.hours
        and hours_words.sentence(found.hours, clock.now(), found.zone),
    )


@blueprint.post("/outlets/<int:outlet_id>/close")
@manages
def close_outlet(outlet_id: OutletId) -> ResponseReturnValue:
    """Take no more sales there; nothing of the past changes."""
    return _done(outlets.close, outlet_id, "closed")


@blueprint.post("/outlets/<int:outlet_id>/reopen")
@manages
def reopen_outlet(outlet_id: OutletId) -> ResponseReturnValue:
    """Open an outlet again."""
    return _done(outlets.reopen, outlet_id, "reopened")


@blueprint.post("/outlets/<int:outlet_id>/up")
@manages
def move_outlet(outlet_id: OutletId) -> ResponseReturnValue:
    """Show an outlet before its predecessor."""
    return _done(outlets.move_up, outlet_id, "moved")


def _done(
    act: Callable[..., None], outlet_id: OutletId, done: str
) -> ResponseReturnValue:
    with db.writing():
        act(outlet_id=outlet_id)
    return redirect(url_for("office.outlets", done=done), 303)


def _change(form: PlaceForm, outlet_id: OutletId) -> bool:
    def change() -> dict[str, Any]:
        outlets.change(outlet_id=outlet_id, place=form.told())
        return {"outlet_id": outlet_id}

    return form.send(change, field="name") is not None
