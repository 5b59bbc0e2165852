"""What a till is asked for now and then; the home page keeps the everyday."""

from flask.typing import ResponseReturnValue

from app.web.page import page
from app.web.till.door import blueprint


@blueprint.get("/more", endpoint="more")
def more() -> ResponseReturnValue:
    """Ways on, each with a word about what it is for."""
    return page("till/more.html")
