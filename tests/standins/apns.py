"""A stand-in for Apple's push service: HTTP/2 over TLS, with client certificates.

It knows whoever the given authority certified, insists that the topic is the caller's
own pass type, keeps every push it saw, and answers as it is told: by ``script``, by the
beginning of a token (``PREFIXES``), or 200.
"""

import asyncio
import contextlib
import json
import ssl
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    RequestReceived,
    StreamEnded,
)
from h2.exceptions import ProtocolError

from tests.standins.google.tls import server_context

DEVICE = "/3/device/"
_DATA_OF_NO_STREAM = bytes.fromhex("000001 00 00 00000000 78")
LARGEST_BODY = 4096


@dataclass(frozen=True)
class Answer:
    """What Apple says to a push; or what the network does instead."""

    status: int = 200
    reason: str = ""
    timestamp: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    act: str = "answer"

    @property
    def content(self) -> bytes:
        """The body: Apple's JSON, unless another one was asked for."""
        if self.body is not None or not self.reason:
            return self.body or b""
        told: dict[str, Any] = {"reason": self.reason}
        if self.timestamp is not None:
            told["timestamp"] = int(self.timestamp.timestamp() * 1000)
        return json.dumps(told).encode()


def dead(since: datetime | None = None) -> Answer:
    """The device dropped the token at ``since``, which is now unless given."""
    return Answer(410, "Unregistered", since or datetime.now(UTC))


def slow(seconds: int | None = None) -> Answer:
    """Too many pushes."""
    headers = () if seconds is None else (("retry-after", str(seconds)),)
    return Answer(429, "TooManyRequests", headers=headers)


OK = Answer()
BAD = Answer(400, "BadDeviceToken")
DOWN = Answer(503, "ServiceUnavailable")
MUTE = Answer(500)
EXPIRED = Answer(403, "BadCertificate")
NO_TOPIC = Answer(400, "MissingTopic")
WRONG_TOPIC = Answer(400, "TopicDisallowed")
NOT_FOR_TOPIC = Answer(400, "DeviceTokenNotForTopic")
HANG = Answer(act="hang")
RESET = Answer(act="reset")
GARBAGE = Answer(act="garbage")

PREFIXES: dict[str, Callable[[], Answer]] = {
    "dead0000": dead,
    "badbad00": lambda: BAD,
    "42900000": lambda: slow(1),
    "50000000": lambda: MUTE,
    "50300000": lambda: DOWN,
}
"""How tokens that begin so are answered, for ever."""


@dataclass(frozen=True)
class Push:
    """A push as it came in, and what was done with it."""

    token: str
    headers: dict[str, str]
    body: bytes
    at: float
    peer: str
    connection: int
    answer: Answer

    @property
    def is_taken(self) -> bool:
        """Whether the device will hear of it."""
        return self.answer.status == OK.status and self.answer.act == "answer"


@dataclass
class Apns:
    """The service as tests and the demo see it; ``url`` and ``ca`` are settings."""

    url: str = ""
    ca: str = ""
    default: Answer = OK
    goodbye_after: int | None = None
    pushes: list[Push] = field(default_factory=list)
    connections: int = 0
    _scripts: dict[str, deque[Answer]] = field(default_factory=dict)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def script(self, token: str, *answers: Answer) -> None:
        """Answer this token so, one after the other; then as usual."""
        self._scripts[token] = deque(answers)

    @property
    def tokens(self) -> list[str]:
        """The tokens of all pushes, in order."""
        return [push.token for push in self.pushes]

    @property
    def taken(self) -> list[str]:
        """The tokens that were told, in order."""
        return [push.token for push in self.pushes if push.is_taken]

    def wait_for(self, count: int, seconds: float = 10.0) -> bool:
        """Until so many pushes have come; whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.pushes) >= count, seconds)

    def receive(
        self, headers: dict[str, str], body: bytes, peer: str, connection: int
    ) -> Answer:
        """Judge a request and keep it."""
        token = headers[":path"].removeprefix(DEVICE)
        with self._arrived:
            answer = self._objection(headers, body, peer) or self._scripted(token)
            self.pushes.append(
                Push(token, headers, body, time.monotonic(), peer, connection, answer)
            )
            self._arrived.notify_all()
        return answer

    def _objection(
        self, headers: dict[str, str], body: bytes, peer: str
    ) -> Answer | None:
        if headers[":method"] != "POST":
            return Answer(405, "MethodNotAllowed")
        if not headers[":path"].startswith(DEVICE):
            return Answer(404, "BadPath")
        if len(body) > LARGEST_BODY:
            return Answer(413, "PayloadTooLarge")
        if "apns-topic" not in headers:
            return NO_TOPIC
        return None if headers["apns-topic"] == peer else WRONG_TOPIC

    def _scripted(self, token: str) -> Answer:
        if self._scripts.get(token):
            return self._scripts[token].popleft()
        made = PREFIXES.get(token[:8])
        return made() if made else self.default


class _Connection:
    """One caller: frames in, frames out."""

    def __init__(self, apns: Apns, writer: asyncio.StreamWriter) -> None:
        apns.connections += 1
        self._number = apns.connections
        self._apns = apns
        self._writer = writer
        self._peer = _user_id(writer)
        self._h2 = H2Connection(H2Configuration(client_side=False))
        self._requests: dict[int, tuple[dict[str, str], bytearray]] = {}
        self._answered = 0
        self._is_over = False

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Until either side hangs up."""
        self._h2.initiate_connection()
        await self._flush()
        while not self._is_over and (data := await reader.read(65536)):
            for event in self._h2.receive_data(data):
                if not self._is_over:
                    self._hear(event)
            await self._flush()

    async def _flush(self) -> None:
        if data := self._h2.data_to_send():
            self._writer.write(data)
            await self._writer.drain()

    def _hear(self, event: object) -> None:
        match event:
            case RequestReceived(stream_id=stream, headers=headers):
                named = {name.decode(): text.decode() for name, text in headers or ()}
                self._requests[stream] = (named, bytearray())
            case DataReceived(stream_id=stream, data=data):
                self._requests[stream][1].extend(data or b"")
                length = event.flow_controlled_length or 0
                self._h2.acknowledge_received_data(length, stream)
            case StreamEnded(stream_id=stream):
                headers, body = self._requests.pop(stream)
                answer = self._apns.receive(
                    headers, bytes(body), self._peer, self._number
                )
                self._answer(stream, answer)
            case ConnectionTerminated():
                self._is_over = True

    def _answer(self, stream: int, answer: Answer) -> None:
        match answer.act:
            case "hang":
                return
            case "reset":
                self._writer.transport.abort()
                self._is_over = True
                return
            case "garbage":
                self._writer.write(_DATA_OF_NO_STREAM)
                return
        own = [(":status", str(answer.status)), *answer.headers]
        content = answer.content
        self._h2.send_headers(stream, own, end_stream=not content)
        if content:
            self._h2.send_data(stream, content, end_stream=True)
        self._answered += 1
        if self._answered == self._apns.goodbye_after:
            self._h2.close_connection(last_stream_id=stream)
            self._is_over = True


def _user_id(writer: asyncio.StreamWriter) -> str:
    """The UID of the caller's certificate: the pass type that it may push to."""
    certificate = x509.load_der_x509_certificate(
        writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    )
    named = certificate.subject.get_attributes_for_oid(NameOID.USER_ID)
    return str(named[0].value) if named else ""


@contextlib.contextmanager
def serving(*roots: bytes, port: int = 0) -> Iterator[Apns]:
    """The service in a thread, for callers whom one of these roots (PEM) certified."""
    with tempfile.TemporaryDirectory(prefix="apns-") as folder:
        context, authority = server_context(Path(folder))
        context.set_alpn_protocols(["h2"])
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=b"".join(roots).decode())
        apns = Apns(ca=str(authority))
        with _loop() as run:
            server = run(_listen(apns, context, port))
            number = server.sockets[0].getsockname()[1]
            apns.url = f"https://127.0.0.1:{number}"
            try:
                yield apns
            finally:
                run(_end(server))


async def _listen(
    apns: Apns, context: ssl.SSLContext, port: int
) -> asyncio.base_events.Server:
    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError, ProtocolError, asyncio.CancelledError):
            await _Connection(apns, writer).serve(reader)
            writer.close()
            await writer.wait_closed()
        writer.transport.abort()

    return await asyncio.start_server(
        handle, "127.0.0.1", port, ssl=context, ssl_shutdown_timeout=1.0
    )


async def _end(server: asyncio.base_events.Server) -> None:
    """Hang up on everybody and wait until that is done."""
    server.close()
    own = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not own]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextlib.contextmanager
def _loop() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """An event loop in a thread of its own; gives what runs things there."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # refused certificates are expected
    thread = threading.Thread(target=loop.run_forever, name="apns", daemon=True)
    thread.start()
    try:
        yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
