"""One effect per key, whatever is repeated (R14, E31).

The key's row commits with the effect, so an answer that was given is an answer that
happened. A refusal is remembered too; a failure of ours is not, so that it can be
tried again.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Index,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db, tenancy
from app.core.errors import AppError, Conflict, Refused
from app.core.prepared import Prepared
from app.core.types import Instant, Int, Json

KEPT = timedelta(days=30)
MAX_KEY_LENGTH = 255


class IdempotencyKey(tenancy.BusinessOwned, db.Base):
    """A key that was used: for which request, and what was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("business_id", "key"),
        Index("ix_idempotency_keys_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[bytes]
    status: Mapped[int] = mapped_column(Int)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)


class KeyReused(Refused):
    """The key was used before with another body."""

    code = "idempotency_key_reused"
    sentence = "This key was already used for another request. Nothing was changed."


class StillRunning(Conflict):
    """The first request with this key has not finished."""

    code = "idempotency_in_progress"
    sentence = "The first request with this key is still running. Try again shortly."


class BadKey(AppError):
    """No key, or one that cannot be a key."""

    code = "idempotency_key_missing"
    sentence = "Send an Idempotency-Key header of 1 to 255 printable characters."


@dataclass(frozen=True)
class Answer:
    """What the first request answered, and whether this is a repeat of it."""

    body: dict[str, Any]
    status: int
    is_replay: bool


_running: set[tuple[int, str]] = set()
_running_lock = threading.Lock()
_KNOWN = Prepared(
    select(
        IdempotencyKey.fingerprint, IdempotencyKey.status, IdempotencyKey.body
    ).where(
        IdempotencyKey.business_id == bindparam("business"),
        IdempotencyKey.key == bindparam("key"),
    )
)
_REMEMBER = Prepared(insert(IdempotencyKey).inline())
_TRY_LOCK = Prepared(text("SELECT pg_try_advisory_xact_lock(:name)"))


def run(
    *,
    key: str,
    fingerprint: bytes,
    action: Callable[[], dict[str, Any]],
    status: int = 201,
) -> Answer:
    """Run ``action`` in a write transaction once per ``key`` and business.

    ``fingerprint`` identifies the request. Raises KeyReused (same key, another
    request), StillRunning, BadKey, and whatever refusal ``action`` raises; a repeat of
    a refused request raises RefusedBefore with the first answer.
    """
    if not 1 <= len(key) <= MAX_KEY_LENGTH or not key.isprintable():
        raise BadKey
    business_id = int(tenancy.current())
    seal = hashlib.sha256(fingerprint).digest()
    with _alone(business_id, key):
        try:
            with db.writing():
                _lock(business_id, key)
                known = _known(business_id, key, seal)
                if known is not None:
                    return known
                body = action()
                _remember(business_id, key, seal, status, body)
                return Answer(body, status, is_replay=False)
        except IntegrityError:
            # Another process won between our look and our insert: its answer counts.
            known = _known(business_id, key, seal)
            if known is None:
                raise
            return known
        except Refused as refusal:
            if not isinstance(refusal, KeyReused | RefusedBefore):
                _remember_refusal(business_id, key, seal, refusal)
            raise


class RefusedBefore(Refused):
    """The first request with this key was refused; the same words again."""

    code = "refused_before"

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__()
        self.first_status = status
        self.first_body = body


def _known(business_id: int, key: str, seal: bytes) -> Answer | None:
    asked = {"business": business_id, "key": key}
    row = _KNOWN.run(asked).one_or_none()
    if row is None:
        return None
    if row.fingerprint != seal:
        raise KeyReused
    if "refused" in row.body:
        raise RefusedBefore(row.status, row.body["refused"])
    return Answer(row.body, row.status, is_replay=True)


def _remember(
    business_id: int, key: str, seal: bytes, status: int, body: dict[str, Any]
) -> None:
    _REMEMBER.run(
        {
            "business_id": business_id,
            "key": key,
            "fingerprint": seal,
            "status": status,
            "body": body,
            "created_at": clock.now(),
        }
    )


def _remember_refusal(
    business_id: int, key: str, seal: bytes, refusal: Refused
) -> None:
    words = {
        "code": refusal.code,
        "sentence": refusal.sentence,
        "params": {name: str(value) for name, value in refusal.params.items()},
    }
    with db.writing():
        _lock(business_id, key)
        try:
            if _known(business_id, key, seal) is None:
                _remember(business_id, key, seal, refusal.status, {"refused": words})
        except Refused:
            return


@contextmanager
def _alone(business_id: int, key: str) -> Iterator[None]:
    """Refuse a second request with the key while the first runs in this process."""
    mark = (business_id, key)
    with _running_lock:
        if mark in _running:
            raise StillRunning
        _running.add(mark)
    try:
        yield
    finally:
        with _running_lock:
            _running.discard(mark)


def _lock(business_id: int, key: str) -> None:
    """The same between processes: an advisory lock that ends with the transaction.

    SQLite needs none; its write transactions already run one after another.
    """
    if db.is_sqlite():
        return
    name = hashlib.sha256(f"{business_id}\0{key}".encode()).digest()[:8]
    if not _TRY_LOCK.run({"name": int.from_bytes(name, signed=True)}).scalar():
        raise StillRunning


def forget_old() -> int:
    """Drop keys past their keep; how many. Runs inside ``writing()``."""
    result = db.connection().execute(
        delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT)
    )
    return int(result.rowcount)
