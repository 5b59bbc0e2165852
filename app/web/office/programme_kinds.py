"""Which card? Every kind there is, what it is for and what a guest sees of it."""

from flask.typing import ResponseReturnValue

from app.programmes.kinds.registry import KINDS
from app.web.office.door import blueprint, manages
from app.web.page import page


@blueprint.get("/programmes/kinds")
@manages
def programme_kinds() -> ResponseReturnValue:
    """Choose the kind of a new card."""
    return page("office/programme_kinds.html", kinds=list(KINDS.values()))
