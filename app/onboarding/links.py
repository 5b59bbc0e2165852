"""The one-time link of an application: derived when needed, kept nowhere."""

import base64
import re
from dataclasses import dataclass
from datetime import timedelta

from app.core import ids

LIFE = timedelta(hours=24)
RESEND_AFTER = timedelta(seconds=60)
_TOKEN = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,5})-([A-Za-z0-9_]{32})", re.ASCII)


@dataclass(frozen=True)
class Claim:
    """What a link says of itself; ``seal`` has still to be compared."""

    application_id: int
    letter: int
    seal: str


def token(key: str, application_id: int, nonce: str, letter: int) -> str:
    """The end of the link in the letter with this number."""
    seal = _seal(key, application_id, nonce, letter)
    return f"{application_id}-{letter}-{seal}"


def read(text: str) -> Claim | None:
    """What stands in a link; None when it is none of ours."""
    match = _TOKEN.fullmatch(text)
    return None if match is None else Claim(int(match[1]), int(match[2]), match[3])


def is_genuine(claim: Claim, key: str, nonce: str) -> bool:
    """Whether we wrote this link, however long ago; compared in constant time."""
    expected = _seal(key, claim.application_id, nonce, claim.letter)
    return ids.same(expected.encode(), claim.seal.encode())


def _seal(key: str, application_id: int, nonce: str, letter: int) -> str:
    digest = ids.digest(key, "sign-up-link", f"{application_id}:{letter}:{nonce}")
    # No dash inside, since dashes divide the parts; 24 bytes are 32 letters.
    return base64.urlsafe_b64encode(digest[:24]).decode().replace("-", "_")
