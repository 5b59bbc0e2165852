"""From errors to answers: a page, a fragment or problem+json, in the right language."""

import json
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from app.core import db, locales
from app.core.errors import AppError, TooMany
from app.core.idempotency import RefusedBefore
from app.web.page import wants_fragment

ATTEMPTS = 4
MACHINES = ("/api/", "/apple/", "/google/")
"""Where software calls: it reads problem+json."""

SENTENCES = {
    400: locales.mark("This request cannot be understood. Go back and try again."),
    403: locales.mark("You may not open this page."),
    404: locales.mark("There is nothing at this address."),
    405: locales.mark("This address does not take that kind of request."),
    410: locales.mark("This is no longer here."),
    413: locales.mark("This is too large. Send a smaller file."),
    415: locales.mark("This kind of content is not understood here."),
    421: locales.mark("This address belongs to another site."),
    422: locales.mark("Some fields need attention."),
    429: locales.mark("Too many attempts. Please wait a little and try again."),
    500: locales.mark("Something broke on our side. We have written it down."),
    503: locales.mark("The service is busy. Please try again in a minute."),
}
_log = structlog.get_logger("errors")


def dispatch_with_retries(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    """Run a request again when PostgreSQL asks for the transaction again.

    Safe because a view answers only after its commit and every write is idempotent.
    """

    def run(app: Flask, *args: Any, **kwargs: Any) -> Any:
        for _ in range(ATTEMPTS - 1):
            try:
                return dispatch(app, *args, **kwargs)
            except OperationalError as error:
                if not db.is_retryable(error):
                    raise
        return dispatch(app, *args, **kwargs)

    return run


def init(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(AppError, _app_error)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OverflowError, _unstorable)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _failure)


def sentence_of(error: AppError) -> str:
    """The error's one sentence in the reader's language."""
    if isinstance(error, RefusedBefore):
        words, params = error.first_body["sentence"], error.first_body["params"]
        return locales.gettext(words, **params)
    return locales.gettext(error.sentence, **error.params)


def answer(
    status: int, code: str, sentence: str, headers: dict[str, str] | None = None
) -> Response:
    """The error as this client reads it: problem+json, a notice or a page."""
    if request.path.startswith(MACHINES):
        response = make_response(
            json.dumps(
                {
                    "type": f"urn:tessera:{code}",
                    "title": sentence,
                    "status": status,
                    "code": code,
                },
                ensure_ascii=False,
            ),
            status,
        )
        response.content_type = "application/problem+json"
    else:
        fragment = wants_fragment()
        template = "errors/_notice.html" if fragment else "errors/error.html"
        g.setdefault("business", None)
        response = make_response(
            render_template(
                template,
                status=status,
                sentence=sentence,
                **_waiting(headers or {}),
            ),
            status,
        )
    response.headers.extend(headers or {})
    response.vary.add("HX-Request")
    return response


def _waiting(headers: dict[str, str]) -> dict[str, int]:
    seconds = headers.get("Retry-After")
    return {"retry_minutes": -(-int(seconds) // 60)} if seconds else {}


def _app_error(error: AppError) -> Response:
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_seconds)
    if isinstance(error, RefusedBefore):
        code, status = error.first_body["code"], error.first_status
        headers["Idempotent-Replayed"] = "true"
    else:
        code, status = error.code, error.status
    return answer(status, code, sentence_of(error), headers)


def _expired_form(_: CSRFError) -> Response:
    words = locales.gettext("This form has expired. Reload the page and send it again.")
    return answer(400, "form_expired", words)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004 - redirects pass
        return error.get_response()  # type: ignore[return-value]
    kept = {
        name: value
        for name, value in error.get_headers()
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}
    }
    known = status if status in SENTENCES else (500 if status >= 500 else 400)  # noqa: PLR2004
    return answer(status, f"http_{status}", locales.gettext(SENTENCES[known]), kept)


def _busy(error: OperationalError) -> Response:
    _log.warning("database_busy", error=type(error.orig).__name__)
    return answer(503, "busy", locales.gettext(SENTENCES[503]), {"Retry-After": "5"})


def _unstorable(error: DataError | OverflowError) -> Response:
    """PostgreSQL refuses what is too large; SQLite's driver cannot even pass it on."""
    cause = error.orig if isinstance(error, DataError) else error
    _log.warning("unstorable", error=type(cause).__name__, endpoint=request.endpoint)
    return answer(400, "unstorable", locales.gettext(SENTENCES[400]))


def _too_deep(_: RecursionError) -> Response:
    return answer(400, "too_deep", locales.gettext(SENTENCES[400]))


def _failure(error: Exception) -> Response:
    _log.error("unhandled", exc_info=error, endpoint=request.endpoint)
    return answer(500, "internal", locales.gettext(SENTENCES[500]))
