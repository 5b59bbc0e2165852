"""What we sign for a till: who it is, from when, and how much each card may spend.

Signed by a key that follows from the secret one: only we ever check it, when the deals
come back. So nothing has to be kept of what was handed out.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.cards import codes
from app.core import db, ids

VALID_FOR = timedelta(hours=24)
MARK_DIGITS = 6
_PURPOSE = "offline-till"
_PROOF_DIGITS = 20


@dataclass(frozen=True)
class Ticket:
    """For whom limits were signed and when."""

    business_id: int
    device_id: int
    staff_id: int
    signed_at: datetime

    @property
    def ends_at(self) -> datetime:
        """Until when the limits hold."""
        return self.signed_at + VALID_FOR


def seal(ticket: Ticket) -> str:
    """The ticket as text that only we can write."""
    told = [
        ticket.business_id,
        ticket.device_id,
        ticket.staff_id,
        int(ticket.signed_at.timestamp()),
    ]
    body = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    return f"{body}.{_proof('ticket', body)}"


def opened(text: str) -> Ticket | None:
    """The ticket behind the text; None unless we wrote it."""
    body, _, proof = text.partition(".")
    if not body.isascii() or not _same(_proof("ticket", body), proof):
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, binascii.Error):
        return None
    business_id, device_id, staff_id, seconds = told
    signed_at = datetime.fromtimestamp(seconds, UTC)
    return Ticket(business_id, device_id, staff_id, signed_at)


def salt_of(ticket: str) -> str:
    """What a till hashes card numbers with; new for every ticket."""
    return ids.digest(_key(), "offline-salt", ticket).hex()[:32]


def fingerprint(salt: str, number: str) -> str:
    """A card's number as it stands in the limits.

    So short that of the billion possible numbers thousands fit each mark: whoever
    takes a till away learns of no number whether it is a guest's.
    """
    digest = hmac.new(salt.encode(), number.encode(), hashlib.sha256)
    return digest.hexdigest()[:MARK_DIGITS]


def voucher(ticket: str, marked: str, points: int) -> str:
    """The proof that a card with this mark may spend so much by this ticket."""
    return _proof("voucher", f"{ticket}\0{marked}\0{points}")


def is_promised(ticket: str, number: str, points: int, proof: str) -> bool:
    """Whether we signed this limit for this card's number."""
    marked = fingerprint(salt_of(ticket), compact(number))
    return _same(voucher(ticket, marked, points), proof)


def compact(code: str) -> str:
    """A scanned or typed code as tills and limits spell it: the bare number."""
    read = codes.parse(code)
    if read is not None:
        return read.number
    return "".join(code.split()).replace("-", "").upper()


def _proof(what: str, text: str) -> str:
    return ids.digest(_key(), f"{_PURPOSE}-{what}", text).hex()[:_PROOF_DIGITS]


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode(errors="replace"))


def _key() -> str:
    return db.settings().secret_key
