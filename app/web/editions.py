"""Private pages that stay as they are until something changes them.

An edition is a digest of everything that a page shows. Its tag also says until when time
alone will not change the page, so that one look at the tag answers 304.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, locales

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_CODE = Path(__file__).parents[1]
_SHOWN = {".html", ".po", ".py"}
_LONGEST_INSTANT = 12
_NAME = "tessera_doorstep"
_MOST_KNOWN = 4096
_ASKED = (
    "REQUEST_METHOD",
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_HX_REQUEST",
    "HTTP_HX_REQUEST_TYPE",
    "HTTP_HX_BOOSTED",
    "HTTP_HX_HISTORY_RESTORE_REQUEST",
)
Question = tuple[str | None, ...]
Check = Callable[[], bool]


def edition(*shown: object) -> str:
    """A digest of what is shown, by this release, in the reader's language."""
    text = repr((_release(), locales.language(), shown))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def unchanged(digest: str, still: Check) -> Response | None:
    """The answer 304 when the reader has this edition and it has not run out.

    ``still`` tells later, with an application context only, whether everything that
    was found out on the way here would be found again.
    """
    for tag in request.headers.get("If-None-Match", "").split(","):
        # A compressed answer carries the name of its coding behind a colon.
        name = tag.strip().removeprefix("W/").strip('"').partition(":")[0]
        head, _, until = name.partition(".")
        if head == digest and _is_ahead(until):
            cast("Doorstep", current_app.extensions[_NAME]).remember(name, still)
            return _stamped(Response(status=304), name)
    return None


def stamp(response: Response, digest: str, until: datetime | None = None) -> Response:
    """Mark an answer as this edition, good until an instant."""
    last = str(int(until.timestamp())) if until else ""
    return _stamped(response, f"{digest}.{last}")


class Doorstep:
    """Answers who asks the same again before Flask wakes: four times as fast.

    The same browser asks for the same page with the same tag. What the cookie, the
    guard and the view made of that question is remembered, and holds while ``still``
    says so; otherwise the question takes the long way and is answered in full.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inside = app.wsgi_app
        self._known: dict[Question, tuple[str, Check]] = {}

    def remember(self, name: str, still: Check) -> None:
        """Keep the question of this request with its answer."""
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[_question(request.environ)] = name, still

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """304 at once, or whatever Flask says."""
        if "HTTP_IF_NONE_MATCH" in environ:
            known = self._known.get(_question(environ))
            if known is not None and self._holds(*known):
                headers = [
                    ("ETag", f'W/"{known[0]}"'),
                    ("Cache-Control", "private, no-cache"),
                    ("Vary", "Cookie"),
                ]
                start_response("304 NOT MODIFIED", headers)
                return ()
        return self._inside(environ, start_response)

    def _holds(self, name: str, still: Check) -> bool:
        if not _is_ahead(name.partition(".")[2]):
            return False
        try:
            with self._app.app_context():
                return still()
        except SQLAlchemyError:
            # The long way has words for a database in trouble.
            return False


def init(app: Flask) -> None:
    """Stand in front of the application."""
    app.extensions[_NAME] = app.wsgi_app = Doorstep(app)  # type: ignore[method-assign]


def _question(environ: "WSGIEnvironment") -> Question:
    """All that an answer of ours depends on."""
    return tuple(environ.get(name) for name in _ASKED)


def _stamped(response: Response, name: str) -> Response:
    response.headers["ETag"] = f'W/"{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _is_ahead(until: str) -> bool:
    if not until:
        return True
    is_instant = until.isascii() and until.isdecimal() and len(until) < _LONGEST_INSTANT
    return is_instant and clock.now().timestamp() < int(until)


def _release() -> str:
    names = cast("dict[str, str]", current_app.extensions["tessera_assets"])
    return _digest_of_code() + names["app.css"]


@cache
def _digest_of_code() -> str:
    """Every page may look different after a change of the code."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(_CODE.rglob("*")):
        if path.suffix in _SHOWN:
            found.update(path.read_bytes())
    return found.hexdigest()
