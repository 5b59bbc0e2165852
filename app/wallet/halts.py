"""Alarms: a queue that stands still because its credentials are refused.

A halt holds for the credentials that were refused. Others lift it by themselves; an
operator may lift it by hand.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db
from app.wallet.models import Halt

_log = structlog.get_logger("wallet")


@dataclass(frozen=True)
class Alarm:
    """Which queue stands, why, and since when."""

    channel: str
    reason: str
    halted_at: datetime


def halt(channel: str, reason: str, identity: str) -> None:
    """Stop a queue until other credentials come. Runs inside ``writing()``.

    ``identity`` is a fingerprint of the credentials that were refused.
    """
    row = {"reason": reason, "identity": identity, "halted_at": clock.now()}
    insert = (sqlite if db.is_sqlite() else postgresql).insert(Halt)
    db.connection().execute(
        insert.values(channel=channel, **row).on_conflict_do_update(
            index_elements=["channel"], set_=row
        )
    )
    _log.error("queue_halted", channel=channel, reason=reason)


def is_halted(channel: str, identity: str) -> bool:
    """Whether the queue stands for these credentials; others lift the halt.

    Runs outside ``writing()``.
    """
    found = select(Halt.identity).where(Halt.channel == channel)
    refused = db.session().scalars(found).one_or_none()
    if refused is None or refused == identity:
        return refused is not None
    with db.writing():
        lift(channel)
    _log.warning("queue_lifted", channel=channel)
    return False


def lift(channel: str) -> None:
    """Let a queue go on. Runs inside ``writing()``."""
    db.session().execute(delete(Halt).where(Halt.channel == channel))


def halts() -> list[Alarm]:
    """Every queue that stands, by name."""
    rows = db.session().execute(
        select(Halt.channel, Halt.reason, Halt.halted_at).order_by(Halt.channel)
    )
    return [Alarm(*row) for row in rows]
