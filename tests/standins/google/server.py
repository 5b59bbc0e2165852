"""An HTTPS server in threads that records what comes and fails on demand."""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

HTML = b"<!doctype html><title>Error</title><p>That's an error. That's all we know."


@dataclass(frozen=True)
class Request:
    """What a handler needs to know."""

    method: str
    parts: tuple[str, ...]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The parts with slashes between."""
        return "/" + "/".join(self.parts)


@dataclass(frozen=True)
class Reply:
    """What goes back: a dictionary becomes JSON, bytes are HTML."""

    status: int
    body: dict[str, Any] | bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """One request and how it ended: for assertions."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int


@dataclass
class Fault:
    """Something that goes wrong for the next requests whose path contains `where`."""

    where: str
    times: int = 1
    status: int | None = None
    reason: str = "backendError"
    after_applying: bool = False
    retry_after: int | None = None
    is_html: bool = False
    slow_seconds: float = 0.0
    hangs: bool = False


def error(status: int, reason: str, message: str = "", **headers: str) -> Reply:
    """An error in the form that Google gives it."""
    words = message or reason
    detail = {"message": words, "domain": "walletobjects", "reason": reason}
    body = {"error": {"code": status, "message": words, "errors": [detail]}}
    return Reply(status, body, headers)


class Server:
    """Answers with `handle`, after the faults had their turn."""

    def __init__(
        self, handle: Callable[[Request], Reply], context: ssl.SSLContext
    ) -> None:
        self.requests: list[Recorded] = []
        self.faults: list[Fault] = []
        self._handle = handle
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = _Threads(self, context)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and wait until all threads are gone."""
        self._stopping.set()
        self._server.shutdown()
        self._server.disconnect()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Request) -> Reply | None:
        """The reply to a request, or None to leave the caller without one."""
        fault = self._next_fault(request)
        reply = self._with_fault(request, fault) if fault else self._handle(request)
        record = Recorded(
            request.method,
            request.path,
            request.query,
            _readable(request.body),
            reply.status if reply else 0,
        )
        with self._lock:
            self.requests.append(record)
        return reply

    def _next_fault(self, request: Request) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.where in request.path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                    return fault
        return None

    def _with_fault(self, request: Request, fault: Fault) -> Reply | None:
        if fault.hangs:
            self._stopping.wait()
            return None
        if fault.slow_seconds:
            self._stopping.wait(fault.slow_seconds)
        if fault.after_applying or fault.status is None:
            reply = self._handle(request)
            if fault.status is None:
                return Reply(200, HTML) if fault.is_html else reply
        later = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        headers = {name: str(value) for name, value in later.items()}
        if fault.is_html:
            return Reply(fault.status, HTML, headers)
        return error(fault.status, fault.reason, **headers)


class _Threads(ThreadingHTTPServer):
    """TLS is shaken in the connection's own thread; stopping waits for all of them."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, owner: Server, context: ssl.SSLContext) -> None:
        self.owner = owner
        self._context = context
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection over TLS."""
        with contextlib.suppress(OSError), self._secured(request) as secured:
            super().finish_request(secured, client_address)

    @contextlib.contextmanager
    def _secured(self, request: socket.socket) -> Iterator[ssl.SSLSocket]:
        request.settimeout(30)
        secured = self._context.wrap_socket(request, server_side=True)
        self._open.add(secured)
        try:
            yield secured
        finally:
            self._open.discard(secured)
            secured.close()

    def disconnect(self) -> None:
        """Wake the threads that wait for a next request."""
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no matter of ours."""


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with kept connections, for any method."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body in one packet
    server: _Threads

    def _any(self) -> None:
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            tuple(unquote(part) for part in split.path.strip("/").split("/")),
            dict(parse_qsl(split.query)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        reply = self.server.owner.answer(request)
        if reply is None:
            self.close_connection = True
            return
        is_page = isinstance(reply.body, bytes)
        data = reply.body if isinstance(reply.body, bytes) else _encoded(reply.body)
        self.send_response(reply.status)
        kind = "text/html" if is_page else "application/json"
        self.send_header("Content-Type", f"{kind}; charset=UTF-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


class Window:
    """At most so many per second; `limit` None means any number."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._times: list[float] = []
        self._lock = threading.Lock()

    def is_full(self) -> bool:
        """Count one more, unless the last second is full."""
        now = time.monotonic()
        with self._lock:
            self._times = [at for at in self._times if at > now - 1]
            if self.limit is not None and len(self._times) >= self.limit:
                return True
            self._times.append(now)
            return False


def _encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def _readable(body: bytes) -> Any:
    """JSON where it is JSON, else the text."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode(errors="replace")
