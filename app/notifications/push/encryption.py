"""Encryption of a message for one browser (RFC 8291 over RFC 8188, aes128gcm).

The push service carries what it cannot read. One record is all a message needs.
"""

import base64
import binascii
import os
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 65
SECRET_BYTES: Final = 16
SALT_BYTES: Final = 16
MOST_BYTES: Final = 3000
"""Every service takes 4,096 bytes of body (RFC 8030, 7.2); ours stay well below."""

_RECORD: Final = 4096
_LAST: Final = b"\x02"
_CURVE = ec.SECP256R1()
_POINT = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint


class BadKeys(ValueError):
    """A browser's key is no point of the curve, or its secret has another length."""


def unpadded(data: bytes) -> str:
    """URL-safe base64 without its padding, as all of web push is written."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str, length: int) -> bytes:
    """The bytes that ``unpadded`` wrote; raises BadKeys."""
    bare = text.rstrip("=")
    try:
        data = base64.b64decode(
            bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error) as error:
        raise BadKeys from error
    if len(data) != length:
        raise BadKeys
    return data


def key_of(p256dh: str) -> ec.EllipticCurvePublicKey:
    """A browser's public key; raises BadKeys."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(
            _CURVE, bytes_of(p256dh, KEY_BYTES)
        )
    except ValueError as error:
        raise BadKeys from error


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(*_POINT)


def encrypt(
    message: bytes,
    *,
    p256dh: str,
    auth: str,
    ours: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body for the push service.

    Args:
        message: at most ``MOST_BYTES``; raises ValueError when longer.
        p256dh: the browser's public key.
        auth: the browser's secret.
        ours: the key of this one message; drawn unless a test gives it.
        salt: likewise.

    Raises:
        BadKeys: the browser's key or secret is none.
    """
    if len(message) > MOST_BYTES:
        raise ValueError(len(message))
    theirs = key_of(p256dh)
    own = ours or ec.generate_private_key(_CURVE)
    grain = salt or os.urandom(SALT_BYTES)
    from_key = point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    about = b"WebPush: info\0" + bytes_of(p256dh, KEY_BYTES) + from_key
    material = _derived(shared, bytes_of(auth, SECRET_BYTES), about, 32)
    key = _derived(material, grain, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, grain, b"Content-Encoding: nonce\0", 12)
    head = grain + _RECORD.to_bytes(4) + bytes([KEY_BYTES]) + from_key
    return head + AESGCM(key).encrypt(nonce, message + _LAST, None)


def _derived(material: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, about).derive(material)
