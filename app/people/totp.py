"""Six digits that change every half minute (RFC 6238), as authenticator apps show them."""

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from app.core import ids

STEP_SECONDS = 30
DIGITS = 6
SKEW = 1
_SECRET_BYTES = 20


def secret(key: str, person_id: int, nonce: str) -> bytes:
    """The secret that an app and we share: derived, kept nowhere (20 bytes)."""
    return ids.digest(key, "authenticator", f"{person_id}:{nonce}")[:_SECRET_BYTES]


def spelled(shared: bytes) -> str:
    """The secret as it is typed by hand: Base32 in groups of four."""
    text = b32encode(shared).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(shared: bytes, account: str) -> str:
    """What the QR code says (Key URI format)."""
    label = quote(f"Tessera:{account}", safe="")
    values = urlencode({"secret": b32encode(shared).decode(), "issuer": "Tessera"})
    return f"otpauth://totp/{label}?{values}"


def digits(shared: bytes, step: int) -> str:
    """The code of one half minute since 1970."""
    # SHA-1 is what every app computes; as a keyed digest it is not broken.
    generator = TOTP(shared, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
    return generator.generate(step * STEP_SECONDS).decode()


def step_at(instant: datetime) -> int:
    """The half minute an instant is in."""
    return int(instant.timestamp()) // STEP_SECONDS


def matching_step(shared: bytes, code: str, instant: datetime) -> int | None:
    """Which half minute a code belongs to: this one or a neighbour, for slow hands."""
    now = step_at(instant)
    found = None
    for step in range(now - SKEW, now + SKEW + 1):
        if hmac.compare_digest(digits(shared, step), code):
            found = step
    return found
