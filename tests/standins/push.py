"""A stand-in for a browser and its push service: takes messages over TLS and reads them.

It checks the token of the sender against its key and audience, as RFC 8292 asks a push
service to, and opens the body with the browser's own key, which no service could.
"""

import base64
import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.standins.google.tls import server_context

CURVE = ec.SECP256R1()


def decoded(text: str) -> bytes:
    """Bytes of unpadded base64."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data: bytes) -> str:
    """Unpadded base64."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as an uncompressed point."""
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def scalar(text: str) -> ec.EllipticCurvePrivateKey:
    """The private key of an example."""
    return ec.derive_private_key(int.from_bytes(decoded(text)), CURVE)


@dataclass
class Browser:
    """A browser with a subscription of its own."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @cached_property
    def p256dh(self) -> str:
        """Its public key."""
        return encoded(raw(self.key.public_key()))

    @cached_property
    def auth(self) -> str:
        """Its secret."""
        return encoded(self.secret)

    def read(self, body: bytes) -> bytes:
        """Open a body by RFC 8188 and 8291, written apart from the sender's way."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        from_key, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_key)
        shared = self.key.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\x00" + raw(self.key.public_key()) + from_key
        ikm = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        cek, nonce = (
            HKDF(
                hashes.SHA256(), size, salt, b"Content-Encoding: %s\x00" % name
            ).derive(ikm)
            for name, size in ((b"aes128gcm", 16), (b"nonce", 12))
        )
        plain, delimiter, padding = (
            AESGCM(cek).decrypt(nonce, record, None).rpartition(b"\x02")
        )
        assert delimiter
        assert not padding.strip(b"\0")
        return plain


@dataclass(frozen=True)
class Taken:
    """A message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, audience: str) -> dict[str, Any]:
        """The sender's token, checked against the key that it names."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, said, signature = parts["t"].split(".")
        pair = decoded(signature)
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(parts["k"])).verify(
            encode_dss_signature(int.from_bytes(pair[:32]), int.from_bytes(pair[32:])),
            f"{head}.{said}".encode(),
            ec.ECDSA(hashes.SHA256()),
        )
        assert json.loads(decoded(head))["alg"] == "ES256"
        claims: dict[str, Any] = json.loads(decoded(said))
        assert claims["aud"] == audience
        return claims


@dataclass
class PushService:
    """What it has taken, and what it says: 201, or by ``script`` in order."""

    address: str
    ca: str
    taken: list[Taken] = field(default_factory=list)
    script: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Whom the sender's token is for."""
        return f"https://{self.address}"

    def browser(self, name: str = "a") -> Browser:
        """A new browser that listens here."""
        return Browser(f"{self.origin}/push/{name}")


@contextlib.contextmanager
def serving() -> Iterator[PushService]:
    """The service on a port of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        context, ca = server_context(Path(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.service = PushService(f"localhost:{server.server_port}", str(ca))  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.service  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a message and say what the script says."""
        service: PushService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        service.taken.append(Taken(self.path, headers, body))
        status, more = service.script.pop(0) if service.script else (201, {})
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
