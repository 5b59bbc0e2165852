"""A look that is not published yet, on the business's own page, by a link."""

from flask import Response, make_response

from app.businesses import brand
from app.web import drafts
from app.web.public import business


def draft(token: str) -> Response:
    """The public page in a draft's look."""
    drafts.wear(token)
    return drafts.framed(business.show())


def draft_stylesheet(token: str) -> Response:
    """The colours of that look."""
    look = drafts.read(token).look
    response = make_response(brand.stylesheet(look.brand_colour, look.accent_colour))
    response.content_type = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
