"""``/google/…``: what Google fetches from us, and what it tells us."""

from typing import cast

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.core.errors import AppError, NotFound
from app.wallet.google import callbacks, pictures
from app.web.devices.blueprint import blueprint
from app.web.devices.bodies import body
from app.web.session import config

LONGEST_CALLBACK = 65_536
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("/google/pictures/<digest>.png")
def google_picture(digest: str) -> Response:
    """A picture by its hash: it never changes, so whoever has it keeps it."""
    path = pictures.stored(digest, config())
    if path is None:
        raise NotFound
    answer = Response(path.read_bytes(), mimetype="image/png")
    answer.set_etag(digest)
    answer.cache_control.public = True
    answer.cache_control.max_age = YEAR_SECONDS
    answer.cache_control.immutable = True
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return cast("Response", answer.make_conditional(request))


@blueprint.post("/google/callback")
def google_callback() -> tuple[str, int]:
    """Somebody saved or removed a card; a repeat is as good as the first."""
    try:
        callbacks.take(body(LONGEST_CALLBACK), config())
    except RequestEntityTooLarge:
        return "", 400
    except AppError as refusal:
        # One empty answer whatever was wrong: it tells nobody how far they came.
        return "", 503 if refusal.status == 503 else 400  # noqa: PLR2004 - as it says
    return "", 200
