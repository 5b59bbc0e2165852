"""Photos of guests as they are sent to browsers, and read from forms."""

from collections.abc import Iterable
from contextlib import closing

from flask import Response, make_response
from werkzeug.datastructures import FileStorage

from app.businesses import pictures
from app.businesses.pictures import Clean, Crop

FOREVER = "public, max-age=31536000, immutable"
NEVER = "private, no-store"
_PNG = b"\x89PNG"


def answer(data: bytes, shape: str, cache: str) -> Response:
    """A photo, whole or as a small cut; what is under one id never changes."""
    if shape == "thumb":
        response = make_response(pictures.cut(data, shape, Crop()))
        response.content_type = "image/webp"
    else:
        response = make_response(data)
        is_png = data.startswith(_PNG)
        response.content_type = "image/png" if is_png else "image/jpeg"
    response.headers["Cache-Control"] = cache
    return response


def read(files: Iterable[object], most: int) -> tuple[Clean, ...]:
    """Clean pictures of what a form brought, outside any transaction.

    Of more than ``most`` only one more is read, so that who takes them can refuse.
    Raises PictureTooLarge, PictureUnreadable.
    """
    sent = [each for each in files if isinstance(each, FileStorage) and each.filename]
    clean = []
    for each in sent[: most + 1]:
        with closing(each):
            clean.append(pictures.read(each.read()))
    return tuple(clean)
