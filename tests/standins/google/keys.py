"""Keys that sign callbacks: root → intermediate → message (ECv2SigningOnly)."""

import json
import secrets
from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROTOCOL = "ECv2SigningOnly"


def new_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Keys:
    """A root and an intermediate key, and how they sign.

    Every part can be replaced, to forge one thing at a time.
    """

    issuer_id: str
    root: ec.EllipticCurvePrivateKey = field(default_factory=new_key, repr=False)
    middle: ec.EllipticCurvePrivateKey = field(default_factory=new_key, repr=False)
    sender: str = "GooglePayPasses"
    protocol: str = PROTOCOL
    root_life: timedelta = timedelta(days=30)
    middle_life: timedelta = timedelta(days=7)
    message_life: timedelta = timedelta(minutes=30)

    def changed(self, **parts: Any) -> "Keys":
        """The same keys with other parts."""
        return replace(self, **parts)

    def document(self, now: datetime) -> bytes:
        """The list of root keys as served, with one that is too old and one of ECv1."""
        entries = [
            (self.root, PROTOCOL, now + self.root_life),
            (new_key(), PROTOCOL, now - timedelta(days=1)),
            (new_key(), "ECv1", now + self.root_life),
        ]
        keys = [
            {
                "keyValue": _public(key),
                "protocolVersion": protocol,
                "keyExpiration": _millis(until),
            }
            for key, protocol, until in entries
        ]
        return json.dumps({"keys": keys}).encode()

    def message(
        self, event: str, class_id: str, object_id: str, now: datetime
    ) -> dict[str, Any]:
        """What is told about a card."""
        return {
            "classId": class_id,
            "objectId": object_id,
            "eventType": event,
            "expTimeMillis": int(_millis(now + self.message_life)),
            "count": 1,
            "nonce": secrets.token_hex(16),
        }

    def signed(self, message: dict[str, Any] | str, now: datetime) -> dict[str, Any]:
        """The envelope of a message."""
        text = message if isinstance(message, str) else json.dumps(message)
        expires = _millis(now + self.middle_life)
        signed_key = json.dumps(
            {"keyValue": _public(self.middle), "keyExpiration": expires}
        )
        # As Google writes it: the text that is signed has this escape in it.
        signed_key = signed_key.replace("=", "\\u003d")
        first = _sign(self.root, self.sender, self.protocol, signed_key)
        second = _sign(self.middle, self.sender, self.issuer_id, self.protocol, text)
        return {
            "signature": second,
            "intermediateSigningKey": {"signedKey": signed_key, "signatures": [first]},
            "protocolVersion": self.protocol,
            "signedMessage": text,
        }


def _sign(key: ec.EllipticCurvePrivateKey, *parts: str) -> str:
    data = b"".join(
        len(part.encode()).to_bytes(4, "little") + part.encode() for part in parts
    )
    return b64encode(key.sign(data, ec.ECDSA(hashes.SHA256()))).decode()


def _public(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b64encode(der).decode()


def _millis(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))
