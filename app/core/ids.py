"""Identifiers and keyed digests.

Row ids are plain integers of the database. What a stranger could guess (tokens, keys,
public numbers) is drawn from the system's random source, and only a keyed digest of a
secret is stored.
"""

import hashlib
import hmac
import secrets
from typing import NewType

BusinessId = NewType("BusinessId", int)
OutletId = NewType("OutletId", int)
PersonId = NewType("PersonId", int)
MemberId = NewType("MemberId", int)
StaffId = NewType("StaffId", int)
CardId = NewType("CardId", int)
CompetitorId = NewType("CompetitorId", int)
ProgrammeId = NewType("ProgrammeId", int)
RuleVersionId = NewType("RuleVersionId", int)
PostingId = NewType("PostingId", int)
LotId = NewType("LotId", int)
ReceiptId = NewType("ReceiptId", int)
PictureId = NewType("PictureId", int)
GroupId = NewType("GroupId", int)
PostId = NewType("PostId", int)
AwardId = NewType("AwardId", int)
GiftId = NewType("GiftId", int)
PromotionId = NewType("PromotionId", int)
PhotoId = NewType("PhotoId", int)


def token(bytes_of_chance: int = 24) -> str:
    """A URL-safe random secret."""
    return secrets.token_urlsafe(bytes_of_chance)


def digits(count: int) -> str:
    """``count`` random decimal digits, the first of them not zero."""
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))


def digest(key: str, purpose: str, value: str) -> bytes:
    """A keyed digest of ``value``, different for every purpose (32 bytes)."""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).digest()


def same(left: bytes, right: bytes) -> bool:
    """Whether two digests are equal, compared in constant time."""
    return hmac.compare_digest(left, right)
