"""The stylesheet of a look that guests do not see yet."""

from flask import Response, make_response

from app.businesses import brand
from app.web.office.door import blueprint, manages
from app.web.office.look_art import LONG, look_of


@blueprint.get("/look/art/<which>/<digest>/look.css")
@manages
def look_sheet(which: str, digest: str) -> Response:
    """Five variables of the draft (``desk``) or of a version by its number."""
    look = look_of(which)
    response = make_response(brand.stylesheet(look.brand_colour, look.accent_colour))
    response.content_type = "text/css; charset=utf-8"
    if look.art == digest:
        response.headers["Cache-Control"] = LONG
    return response
