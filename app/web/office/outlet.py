"""One outlet: its name, address and place on the map are corrected here."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.businesses import actions, queries
from app.core.ids import OutletId
from app.web.office import coordinates
from app.web.office.door import blueprint, manages
from app.web.office.outlets import PlaceForm
from app.web.page import page


@blueprint.route("/outlets/<int:outlet_id>", methods=["GET", "POST"])
@manages
def outlet(outlet_id: OutletId) -> ResponseReturnValue:
    """Look at an outlet and correct it."""
    found = queries.outlet(outlet_id)
    place = coordinates.shown(found.latitude_microdegrees, found.longitude_microdegrees)
    form = PlaceForm(
        data={"name": found.name, "address": found.address, "place": place}
    )
    if form.is_sent() and _change(form, outlet_id):
        return redirect(url_for("office.outlets", done="changed"), 303)
    return page(
        "office/outlet.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        outlet=found,
        place=place,
    )


def _change(form: PlaceForm, outlet_id: OutletId) -> bool:
    latitude, longitude = form.coordinates()

    def change() -> dict[str, Any]:
        actions.change_outlet(
            outlet_id=outlet_id,
            name=form.name.data,
            address=form.address.data or "",
            latitude_microdegrees=latitude,
            longitude_microdegrees=longitude,
        )
        return {"outlet_id": outlet_id}

    return form.send(change, field="name") is not None
