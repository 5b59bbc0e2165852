"""A business's picture cut to a shape, under an address that only our pages know."""

from flask import Response, make_response

from app.businesses import pictures
from app.businesses.pictures import Crop
from app.core import ids
from app.core.errors import NotFound
from app.web import session
from app.web.public.stylesheet import FOREVER


def picture(digest: str, shape: str, crop: str, seal: str) -> Response:
    """The picture as WebP, to be kept for ever."""
    looks_at = Crop.parse(crop)
    right = pictures.seal(session.config().secret_key, digest, shape, looks_at)
    if shape not in pictures.SHAPES or not ids.same(right.encode(), seal.encode()):
        raise NotFound
    response = make_response(
        pictures.cut(pictures.data_by_digest(digest), shape, looks_at)
    )
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = FOREVER
    return response
