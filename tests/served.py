"""A site on the loopback that is gone only when it has answered whoever asked."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_SECONDS = 20
# Every test with a browser waits for half of it on average.
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Site:
    """An application served over HTTP."""

    app: Flask
    address: str


class Counted:
    """An application that knows how many requests it is answering.

    A closed window takes none of them back: they run on and use the database, whose file
    the next test replaces.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._busy = 0
        self._is_closed = False
        self._changed = threading.Condition()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, unless the site is closed."""
        with self._changed:
            if self._is_closed:
                return ServiceUnavailable()(environ, start_response)
            self._busy += 1
        try:
            # What is sent afterwards was made here; sending may wait for the other side.
            return self._app(environ, start_response)
        finally:
            self._done()

    def close(self) -> None:
        """Let nobody in any more, and wait for those who are.

        Raises ``TimeoutError`` when one of them does not end.
        """
        with self._changed:
            self._is_closed = True
            if not self._changed.wait_for(lambda: not self._busy, PATIENCE_SECONDS):
                raise TimeoutError(f"{self._busy} requests go on")

    def _done(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()


@contextmanager
def serve(make: Callable[[str], Flask]) -> Iterator[Site]:
    """Serve what ``make`` builds for an address, by threads, for as long as the block."""
    server = make_server("127.0.0.1", 0, lambda *_: (), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app = make(address)
    server.app = counted = Counted(app)
    thread = threading.Thread(
        target=server.serve_forever, args=(POLL_SECONDS,), daemon=True
    )
    thread.start()
    try:
        yield Site(app=app, address=address)
    finally:
        server.shutdown()
        thread.join()
        counted.close()
