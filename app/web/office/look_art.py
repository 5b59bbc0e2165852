"""Pictures of a look for its previews: the very files that passes are made of."""

from flask import Response, g, make_response

from app.businesses import versions
from app.businesses.look import Look
from app.wallet import previews
from app.web.office.door import blueprint, manages

LONG = "private, max-age=31536000, immutable"


@blueprint.get("/look/art/<which>/<digest>/<part>.png")
@manages
def look_art(which: str, digest: str, part: str) -> Response:
    """A picture of the draft (``desk``) or of a version by its number.

    The address names the look, so that it may be kept; a look that has changed
    meanwhile is shown as it is now, and not kept.
    """
    look = look_of(which)
    response = make_response(previews.art(look, part))
    response.content_type = "image/png"
    if look.art == digest:
        response.headers["Cache-Control"] = LONG
    return response


def look_of(which: str) -> Look:
    """The look behind a word of an address; raises NotFound."""
    if which.isascii() and which.isdecimal() and len(which) < 10:  # noqa: PLR2004 - any number of versions
        return versions.version(int(which)).look
    return versions.desk(g.business).look
