"""Tills that work without a network: which there are, and what of theirs needs a look."""

from flask.typing import ResponseReturnValue

from app.sales.offline import queries
from app.web import deals
from app.web.office.door import blueprint, touches_all
from app.web.page import page


@blueprint.get("/devices", endpoint="devices")
@touches_all
def list_devices() -> ResponseReturnValue:
    """The devices, and the deals that wait for a person."""
    return page(
        "office/devices.html",
        devices=queries.devices(),
        rows=queries.to_look_at(),
        count=queries.open_count(),
        why=deals.said_of,
    )
