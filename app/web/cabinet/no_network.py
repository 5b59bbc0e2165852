"""What stands in place of a page that cannot be had without a network."""

from flask.typing import ResponseReturnValue

from app.web.cabinet.door import blueprint
from app.web.page import page


@blueprint.get("/no-network")
def no_network() -> ResponseReturnValue:
    """It names nobody and leads to the card, which is there without a network."""
    return page("cabinet/no_network.html")
