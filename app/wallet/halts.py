"""Alarms: a queue that stands still because its credentials are refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.core import clock, db
from app.wallet.models import Halt


@dataclass(frozen=True)
class Alarm:
    """Which queue stands, why, and since when."""

    channel: str
    reason: str
    halted_at: datetime


def halt(channel: str, reason: str, identity: str) -> None:
    """Stop a queue until other credentials come. Runs inside ``writing()``."""
    known = db.session().get(Halt, channel)
    if known is None:
        known = Halt(channel=channel)
        db.session().add(known)
    known.reason = reason
    known.identity = identity
    known.halted_at = clock.now()
    db.session().flush()


def is_halted(channel: str, identity: str) -> bool:
    """Whether the queue stands for these credentials."""
    found = select(Halt.channel).where(
        Halt.channel == channel, Halt.identity == identity
    )
    return db.session().execute(found).first() is not None


def lift(channel: str) -> None:
    """Let a queue go on. Runs inside ``writing()``."""
    db.session().execute(delete(Halt).where(Halt.channel == channel))


def halts() -> list[Alarm]:
    """Every queue that stands, by name."""
    rows = db.session().execute(
        select(Halt.channel, Halt.reason, Halt.halted_at).order_by(Halt.channel)
    )
    return [Alarm(*row) for row in rows]
