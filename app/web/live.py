"""Answers open pages that ask whether anything is new, before Flask wakes.

A page carries a token: which topics it may ask for, and until when. It says nothing of
who looks and opens nothing; what is new is fetched through guarded views, which renew
the token as well. So an answer needs no cookie, no session and no database.
"""

import base64
import binascii
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from app.core import clock, ids, live
from app.core.config import Config
from app.core.live import Bells
from app.web import session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/live/"
LIFE_SECONDS = 900
CHAT_MS = 2500
"""How often an open conversation asks, so that a message is seen within 3 seconds."""
BADGE_MS = 15_000
_ROUND_SECONDS = 60
_LONGEST = 400
_MOST_KNOWN = 20_000
_MOST_ASKED = 120
_WINDOW_SECONDS = 20.0
_SIGNATURE = 22
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
]
_HSTS = ("Strict-Transport-Security", "max-age=63072000")


@dataclass
class Grant:
    """What a token allows, and how much it has been used lately."""

    topics: tuple[str, ...]
    until: int
    window_ends_at: float = 0.0
    asked: int = 0


@dataclass(frozen=True)
class Bell:
    """What a page needs to hear: where to ask, how often, and what it has heard."""

    url: str
    word: str
    every_ms: int


def bell(*topics: str, every_ms: int = BADGE_MS) -> Bell:
    """A bell for these topics, the same address for a whole minute.

    Make it before reading what it is about: a page may fetch once too often, and must
    not miss what comes between.
    """
    config = session.config()
    word = live.bells(config.redis_url).numbers(topics)
    visitor = session.visitor()
    whose = visitor.session_id if visitor else 0
    url = PREFIX + _issue(config.secret_key, topics, whose)
    return Bell(url, word, every_ms)


def _issue(key: str, topics: tuple[str, ...], whose: int) -> str:
    minutes = int(clock.present().timestamp()) // _ROUND_SECONDS + 1
    until = minutes * _ROUND_SECONDS + LIFE_SECONDS
    content = base64.urlsafe_b64encode(f"{until} {whose} {' '.join(topics)}".encode())
    plain = content.rstrip(b"=").decode()
    return plain + _sign(key, plain)


def _sign(key: str, content: str) -> str:
    digest = ids.digest(key, "live", content)
    return base64.urlsafe_b64encode(digest)[:_SIGNATURE].decode()


def _read(key: str, token: str) -> Grant | None:
    """What a token of ours allows; None for anything else."""
    content, signature = token[:-_SIGNATURE], token[-_SIGNATURE:]
    if not token.isascii() or not hmac.compare_digest(_sign(key, content), signature):
        return None
    try:
        said = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    until, _, *topics = said.split(" ")
    return Grant(tuple(topics), int(until))


class Listener:
    """Answers ``/live/<token>``: 204 while the numbers are those in the question."""

    def __init__(
        self,
        inside: Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]],
        config: Config,
    ) -> None:
        self._inside = inside
        self._key = config.secret_key
        self._bells: Bells = live.bells(config.redis_url)
        self._known: dict[str, Grant] = {}
        self._headers = [*_HEADERS, _HSTS] if config.is_secure else _HEADERS

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """A few microseconds for who asks; all others go on to Flask."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._inside(environ, start_response)
        status, body = self._answer(path, environ)
        headers = list(self._headers)
        if body:
            headers.append(("Content-Type", "text/plain; charset=ascii"))
        if status.startswith("429"):
            headers.append(("Retry-After", str(int(_WINDOW_SECONDS))))
        if status != "204 No Content":
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return (body,) if body else ()

    def _answer(self, path: str, environ: "WSGIEnvironment") -> tuple[str, bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return "405 Method Not Allowed", b""
        grant = self._grant(path[len(PREFIX) :])
        if grant is None:
            return "404 Not Found", b""
        if not _has_room(grant):
            return "429 Too Many Requests", b""
        word = self._bells.numbers(grant.topics)
        if environ.get("QUERY_STRING") == f"n={word}":
            return "204 No Content", b""
        return "200 OK", word.encode()

    def _grant(self, token: str) -> Grant | None:
        """What a token allows now; one that was checked is remembered until it ends."""
        grant = self._known.get(token)
        if grant is None:
            if not _SIGNATURE < len(token) <= _LONGEST:
                return None
            grant = _read(self._key, token)
            if grant is None:
                return None
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[token] = grant
        if grant.until <= clock.present().timestamp():
            self._known.pop(token, None)
            return None
        return grant


def _has_room(grant: Grant) -> bool:
    """Whether a page asks no more often than its pace needs."""
    instant = clock.seconds()
    if instant >= grant.window_ends_at:
        grant.window_ends_at, grant.asked = instant + _WINDOW_SECONDS, 0
    grant.asked += 1
    return grant.asked <= _MOST_ASKED


def init(app: Flask, config: Config) -> None:
    """Stand in front of the application."""
    app.wsgi_app = Listener(app.wsgi_app, config)  # type: ignore[method-assign]
