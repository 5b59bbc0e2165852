"""A device with passkeys, in software: real CBOR, COSE keys and ECDSA signatures."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    """Base64url without padding, as browsers write it."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The same read."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """One passkey: the private half, and what belongs to it."""

    private: ec.EllipticCurvePrivateKey
    id: bytes
    user: bytes
    counter: int = 0


@dataclass
class Device:
    """Answers a browser's questions; what it answers with can be bent for a test."""

    origin: str = "https://tessera.test"
    place: str = "tessera.test"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    keys: list[Key] = field(default_factory=list)
    draw: Callable[[], bytes] = lambda: secrets.token_bytes(32)

    def make(self, options: dict[str, Any]) -> str:
        """Make a passkey (``navigator.credentials.create``); the answer as JSON."""
        key = Key(
            ec.generate_private_key(ec.SECP256R1()),
            self.draw(),
            unb64(options["user"]["id"]),
        )
        self.keys.append(key)
        attested = bytes(16) + len(key.id).to_bytes(2) + key.id + _cose(key)
        data = self._data(key, self.flags | ATTESTED) + attested
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            key,
            clientDataJSON=self._client("webauthn.create", options["challenge"]),
            attestationObject=cbor2.dumps(statement),
        )

    def sign(self, options: dict[str, Any], key: Key | None = None) -> str:
        """Sign in (``navigator.credentials.get``); the answer as JSON."""
        key = key or self.keys[-1]
        key.counter += self.counts
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(key, self.flags)
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            key,
            clientDataJSON=client,
            authenticatorData=data,
            signature=key.private.sign(signed, ec.ECDSA(SHA256())),
            userHandle=key.user,
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin}
        ).encode()

    def _data(self, key: Key, flags: int) -> bytes:
        place = hashlib.sha256(self.place.encode()).digest()
        return place + bytes([flags]) + key.counter.to_bytes(4)

    def _answer(self, key: Key, **response: bytes) -> str:
        return json.dumps(
            {
                "id": b64(key.id),
                "rawId": b64(key.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: b64(value) for name, value in response.items()},
            }
        )


def _cose(key: Key) -> bytes:
    """The public half as a COSE key (ES256)."""
    numbers = key.private.public_key().public_numbers()
    x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
    return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
