"""Connections to Apple's push service: HTTP/2 with our certificate, few and kept.

Each connection serves one push after another and one thread at a time: a client that
threads share loses answers when the server says goodbye, and then pushes twice.
"""

import logging
import ssl
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from h2.exceptions import ProtocolError

from app.core import clock
from app.core.config import Config
from app.wallet import certificates
from passes.apple import push
from passes.apple.push import Verdict

LANES = 4
PUSHES_A_LANE = 5
TIMEOUT_SECONDS = 4.0
BATCH_SECONDS = 4.0
KEPT_SECONDS = 600.0
STORED = timedelta(days=28)
"""How long Apple keeps a push for a phone that is off (30 days at most)."""

_LONGEST_ANSWER = 4096

# They write addresses, which hold push tokens.
for _name in ("httpx", "httpcore", "hpack"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Push:
    """A device to be told: its row and its token."""

    device_id: int
    token: str


class Lane:
    """One connection; made on the first push, and anew after it broke."""

    def __init__(self, config: Config, context: ssl.SSLContext) -> None:
        self._config = config
        self._context = context
        self._client: httpx.Client | None = None

    def push(self, token: str) -> Verdict:
        """Tell one device; once more where the connection broke under it."""
        found = self._try(token)
        if isinstance(found, push.Retry) and not found.is_answered:
            self.close()
            if found.reason != _TOO_LONG:
                found = self._try(token)
        return found

    def close(self) -> None:
        """Hang up."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _try(self, token: str) -> Verdict:
        config = self._config
        path, headers, body = push.request(
            token,
            config.apple_pass_type,
            push_type=config.apns_push_type,
            priority=config.apns_priority,
            expiration=clock.now() + STORED,
        )
        self._client = self._client or self._connected()
        try:
            with self._client.stream(
                "POST", path, headers=headers, content=body
            ) as answer:
                return push.heard(
                    answer.status_code,
                    answer.headers,
                    b"" if answer.is_success else _beginning(answer),
                    now=clock.now(),
                )
        except httpx.TimeoutException:
            return push.unanswered(_TOO_LONG)
        except (httpx.RequestError, ProtocolError) as error:
            return push.unanswered(type(error).__name__, _openssl(error))

    def _connected(self) -> httpx.Client:
        return httpx.Client(
            base_url=self._config.apns_url,
            verify=self._context,
            http1=False,
            http2=True,
            timeout=TIMEOUT_SECONDS,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=KEPT_SECONDS),
            trust_env=False,
            follow_redirects=False,
        )


_TOO_LONG = "no answer in time"


class Service:
    """The push service as seen with one certificate."""

    def __init__(self, config: Config, identity: str) -> None:
        self.identity = identity
        self.expires_at = certificates.signer(config).certificate.not_valid_after_utc
        self._config = config
        self._context = _context(config)
        self._idle: list[Lane] = []
        self._threads = ThreadPoolExecutor(LANES - 1, thread_name_prefix="apns")
        self._is_closed = False

    def push_all(self, pushes: Sequence[Push]) -> "Round":
        """Tell devices, over several connections when they are many.

        What could not be tried in a few seconds is left over.
        """
        around = Round(pushes, clock.seconds() + BATCH_SECONDS)
        lanes = min(LANES, -(-len(pushes) // PUSHES_A_LANE))
        others = [self._threads.submit(self._work, around) for _ in range(lanes - 1)]
        self._work(around)
        for other in others:
            other.result()
        return around

    def close(self) -> None:
        """Hang up all connections; one at work follows when it is done."""
        self._is_closed = True
        self._threads.shutdown(wait=False)
        while self._idle:
            self._idle.pop().close()

    def _work(self, around: "Round") -> None:
        try:
            lane = self._idle.pop()
        except IndexError:
            lane = Lane(self._config, self._context)
        try:
            around.work(lane)
        finally:
            self._idle.append(lane)
            if self._is_closed:
                self.close()


class Round:
    """A batch that several connections work on together.

    It ends early when the queue must halt, and when nobody answers at all.
    """

    def __init__(self, pushes: Sequence[Push], deadline: float) -> None:
        self.verdicts: dict[int, Verdict] = {}
        self.is_silent = False
        self._waiting = deque(pushes)
        self._deadline = deadline
        self._is_over = False
        self._is_answered = False

    def work(self, lane: Lane) -> None:
        """Take one push after another until there is none, or no more time."""
        while not self._is_over and clock.seconds() < self._deadline:
            try:
                one = self._waiting.popleft()
            except IndexError:
                return
            self._note(one, lane.push(one.token))

    def _note(self, one: Push, verdict: Verdict) -> None:
        self.verdicts[one.device_id] = verdict
        if isinstance(verdict, push.Halt):
            self._is_over = True
        elif not isinstance(verdict, push.Retry) or verdict.is_answered:
            self._is_answered = True
        elif not self._is_answered:
            self._is_over = self.is_silent = True


_open: dict[str, Service] = {}
_opening = threading.Lock()


def service(config: Config) -> Service:
    """The service with the certificate in force; raises NoPasses, PassRefused."""
    identity = fingerprint(config)
    key = f"{config.apns_url} {config.apns_ca} {identity}"
    with _opening:
        if key not in _open:
            made = Service(config, identity)
            close()
            _open[key] = made
        return _open[key]


def close() -> None:
    """Hang up; the next push connects again."""
    while _open:
        _open.popitem()[1].close()


def fingerprint(config: Config) -> str:
    """SHA-256 of the certificate in force; raises NoPasses, PassRefused."""
    signer = certificates.signer(config)
    return signer.certificate.fingerprint(hashes.SHA256()).hex()


def _context(config: Config) -> ssl.SSLContext:
    """TLS that shows our certificate and the intermediate that issued it."""
    signer = certificates.signer(config)
    context = ssl.create_default_context(cafile=config.apns_ca or None)
    pem = serialization.Encoding.PEM
    with tempfile.NamedTemporaryFile(suffix=".pem") as chain:
        for certificate in (signer.certificate, signer.intermediate):
            chain.write(certificate.public_bytes(pem))
        chain.flush()
        key = certificates.key_file(config)
        # A password, even a wrong one, so that OpenSSL never asks the terminal.
        context.load_cert_chain(chain.name, key, password="")
    return context


def _beginning(answer: httpx.Response) -> bytes:
    """As much of the body as Apple's longest reason needs."""
    body = b""
    for part in answer.iter_raw():
        body += part
        if len(body) >= _LONGEST_ANSWER:
            break
    return body[:_LONGEST_ANSWER]


def _openssl(error: BaseException | None) -> str:
    """What OpenSSL said at the bottom of a failure."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return str(error)
        error = error.__cause__ or error.__context__
    return ""
