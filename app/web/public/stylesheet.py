"""A business's look: a handful of variables under an address that names its content."""

from flask import Response, g, make_response

from app.businesses import brand

FOREVER = "public, max-age=31536000, immutable"


def stylesheet(digest: str) -> Response:
    """The present look; kept for a year only under its own hash."""
    business = g.business
    body = brand.stylesheet(business.brand_colour, business.accent_colour)
    response = make_response(body)
    response.content_type = "text/css; charset=utf-8"
    if digest == business.stylesheet_hash:
        response.headers["Cache-Control"] = FOREVER
    return response
