"""Codes that a phone computes anew every half minute (RFC 6238, HMAC-SHA-1)."""

import hashlib
import hmac
import struct

DIGITS = 8


def totp(key: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226 section 5.3 says how it is cut out)."""
    # Wallets that compute such codes know no other hash.
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = struct.unpack_from(">I", mac, start)[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"
