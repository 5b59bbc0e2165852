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
    answer = make_response(pictures.cut(*_asked(digest, shape, crop, seal)))
    return _kept(answer, "image/webp")


def letter_picture(digest: str, shape: str, crop: str, seal: str) -> Response:
    """The same as JPEG for letters, to be kept for ever."""
    answer = make_response(pictures.cut_for_letters(*_asked(digest, shape, crop, seal)))
    # It is shown by pages of mail programs, and by our preview of a letter in a sandbox.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(answer, "image/jpeg")


def _asked(digest: str, shape: str, crop: str, seal: str) -> tuple[bytes, str, Crop]:
    looks_at = Crop.parse(crop)
    right = pictures.seal(session.config().secret_key, digest, shape, looks_at)
    if shape not in pictures.SHAPES or not ids.same(right.encode(), seal.encode()):
        raise NotFound
    return pictures.data_by_digest(digest), shape, looks_at


def _kept(answer: Response, kind: str) -> Response:
    answer.content_type = kind
    answer.headers["Cache-Control"] = FOREVER
    return answer
