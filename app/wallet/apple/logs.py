"""What phones complain about: kept a while, so that somebody can read it.

Anybody can write here, so it is little that is kept, of each pass and of all.
"""

import re

from sqlalchemy import ColumnElement, delete, insert, select

from app.core import clock, db, limits, tenancy
from app.core.limits import Limit
from app.wallet.apple.registrations import MAX_AGENT
from app.wallet.models import ApplePass, DeviceLog

LIMIT = Limit("device_logs", count=120, seconds=600)
"""Calls from one address."""

KEPT = 2_000
KEPT_PER_PASS = 30
KEPT_OF_NO_PASS = 1_000
"""Whoever knows no serial of ours cannot push out what real phones have said."""

Named = tuple[int | None, int | None]
_SECRET = re.compile(r"[0-9A-Fa-f]{32,}")


def store(messages: list[str], *, agent: str, subject: str) -> None:
    """Keep messages, newest last. Outside ``writing()``; raises TooMany.

    Args:
        messages: cleaned texts (``passes.apple.protocol.device_logs``).
        agent: who says that it speaks.
        subject: a digest of the address that sent them.
    """
    with tenancy.across(), db.writing():
        limits.hit(LIMIT, subject)
        if not messages:
            return
        passes = _passes_named(messages)
        instant = clock.now()
        rows = []
        for message in messages:
            business_id, pass_id = next(
                (passes[word] for word in _words(message) if word in passes),
                (None, None),
            )
            rows.append(
                {
                    "business_id": business_id,
                    "pass_id": pass_id,
                    "agent": agent[:MAX_AGENT],
                    "message": _masked(message, passes, business_id),
                    "logged_at": instant,
                }
            )
        db.session().execute(insert(DeviceLog), rows)
        for pass_id in {pass_id for _, pass_id in passes.values()}:
            _prune(DeviceLog.pass_id == pass_id, keep=KEPT_PER_PASS)
        _prune(DeviceLog.pass_id.is_(None), keep=KEPT_OF_NO_PASS)
        _prune(keep=KEPT)


def _words(message: str) -> list[str]:
    return [word.lower() for word in _SECRET.findall(message)]


def _passes_named(messages: list[str]) -> dict[str, Named]:
    """Business and pass of every serial of ours that the messages name."""
    named = {word for message in messages for word in _words(message)}
    rows = db.session().execute(
        select(ApplePass.serial, ApplePass.business_id, ApplePass.id).where(
            ApplePass.serial.in_(named)
        )
    )
    return {serial: (business_id, pass_id) for serial, business_id, pass_id in rows}


def _masked(message: str, passes: dict[str, Named], business_id: int | None) -> str:
    """Without what could be a phone's identifier, a token or another business's pass."""

    def shown(found: re.Match[str]) -> str:
        named = passes.get(found[0].lower())
        return found[0] if named and named[0] == business_id else "…"

    return _SECRET.sub(shown, message)


def _prune(*which: ColumnElement[bool], keep: int) -> None:
    first_old = db.session().scalar(
        select(DeviceLog.id)
        .where(*which)
        .order_by(DeviceLog.id.desc())
        .offset(keep)
        .limit(1)
    )
    if first_old is not None:
        db.session().execute(delete(DeviceLog).where(*which, DeviceLog.id <= first_old))
