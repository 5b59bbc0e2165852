"""Taking a till out of use: a page that names it and says what follows."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.sales.offline import devices, queries
from app.web.office.door import blueprint, touches_all
from app.web.office.forms import OfficeForm
from app.web.page import page


@blueprint.route("/devices/<int:device_id>/revoke", methods=["GET", "POST"])
@touches_all
def revoke_device(device_id: int) -> ResponseReturnValue:
    """Ask, then take it out of use."""
    device = queries.device(device_id)
    if device.revoked_at is not None:
        raise NotFound
    form = OfficeForm()

    def revoke() -> dict[str, Any]:
        devices.revoke(device_id=device_id)
        return {}

    if form.is_sent() and form.send(revoke, field="idempotency_key") is not None:
        return redirect(url_for("office.devices", done="revoked"), 303)
    return page(
        "office/revoke_device.html",
        status=422 if form.errors else 200,
        error_title=bool(form.errors),
        form=form,
        device=device,
    )
