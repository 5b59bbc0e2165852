"""The six digits of a sign-in code: derived when needed, kept nowhere."""

import hmac
import re
from datetime import timedelta

from app.core import ids

LENGTH = 6
MAX_TRIES = 5
LIFE = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=60)
_IGNORED = re.compile(r"[\s\-]+")


def derive(key: str, code_id: int, nonce: str) -> str:
    """The digits that belong to a code row."""
    digest = ids.digest(key, "sign-in-code", f"{code_id}:{nonce}")
    return f"{int.from_bytes(digest[:8]) % 10**LENGTH:0{LENGTH}d}"


def read(text: str) -> str | None:
    """Six digits out of what was typed (spaces and dashes ignored), else None."""
    compact = _IGNORED.sub("", text)
    is_code = len(compact) == LENGTH and compact.isascii() and compact.isdecimal()
    return compact if is_code else None


def is_same(left: str, right: str) -> bool:
    """Whether two codes are equal, compared in constant time."""
    return hmac.compare_digest(left, right)
