"""The wallets' official buttons as the operator brought them."""

from flask import Response

from app.core.errors import NotFound
from app.wallet import badges
from app.web import session

# A drawing may carry its own looks, but nothing that acts, wherever it is opened.
_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_KEPT_SECONDS = 7 * 24 * 3600


def badge(name: str) -> Response:
    """One picture, ``apple-ru`` or the like; its address names its content."""
    wallet, _, language = name.partition("-")
    known = wallet in badges.WALLETS and language.isalpha() and language.isascii()
    folder = session.config().badges_dir
    found = badges.badge(folder, wallet, language) if known else None
    if found is None:
        raise NotFound
    answer = Response(found.body, mimetype=found.media_type)
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    answer.set_etag(found.digest)
    if found.is_drawing:
        answer.headers["Content-Security-Policy"] = _DRAWING
    return answer
