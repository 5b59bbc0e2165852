"""Ringing without being a nuisance: three changes a day ring, the rest is written.

Google allows three notifications per card in 24 hours, wherever these begin. So three
are rung, and the next one only when the last is a day old: what comes between is put on
the card as a message that makes no sound.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.core import clock
from app.wallet.google.cards import Copy
from app.wallet.google.jobs import Job

MOST = 3
WINDOW = timedelta(hours=24)


class Way(Enum):
    """How a change of the balance is told."""

    SILENT = "silent"
    RING = "ring"
    WRITE = "write"


@dataclass(frozen=True)
class Plan:
    """How to tell of a change, and the count to remember with it.

    ``drops_old`` says that a message written before is out of date.
    """

    way: Way
    notices: int
    noticed_since: datetime | None
    drops_old: bool = False


def plan(job: Job, copy: Copy) -> Plan:
    """How the holder is told of what changed since Google's copy was sent."""
    has_news = (
        job.sent_digest is not None
        and bool(job.sent_balance)
        and copy.balance != job.sent_balance
        and copy.news is not None
        and copy.can_ring
    )
    if not has_news:
        return Plan(Way.SILENT, job.notices, job.noticed_since)
    since = job.noticed_since
    has_written = job.notices > MOST
    if since is None or clock.now() - since >= WINDOW:
        return Plan(Way.RING, 1, clock.now(), drops_old=has_written)
    if job.notices < MOST:
        return Plan(Way.RING, job.notices + 1, clock.now(), drops_old=has_written)
    return Plan(Way.WRITE, job.notices + 1, since, drops_old=has_written)


def written_instead(refused: Plan) -> Plan:
    """Google says that the card rang often enough: write what should have rung."""
    return Plan(Way.WRITE, MOST + 1, refused.noticed_since, drops_old=True)
