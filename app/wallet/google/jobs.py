"""Taking due cards out of the queue, and writing down how it went.

Taking a card moves its due time to the end of a lease. What happens to the card
meanwhile makes it due again, so it is sent once more afterwards. Who finds its lease
gone may have overtaken somebody with an older state: then the card is sent anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.core import clock, db, tenancy
from app.wallet.models import GooglePass

LEASE = timedelta(minutes=5)
LONGEST_ANSWER = 300


@dataclass(frozen=True, kw_only=True)
class Job:
    """A leased card, as it stood when it was taken."""

    id: int
    business_id: int
    card_id: int
    resource: str
    resource_id: str
    sent_digest: bytes | None
    sent_balance: str
    sync_attempts: int
    sync_due_at: datetime
    notices: int
    noticed_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What Google has now; ``notices`` counts what made the phone ring."""

    resource: str
    resource_id: str
    class_id: int | None
    sent_digest: bytes | None
    sent_balance: str
    notices: int
    noticed_since: datetime | None
    answer: str = ""


_COLUMNS = tuple(getattr(GooglePass, field.name) for field in fields(Job))


def claim(limit: int) -> list[Job]:
    """Lease up to ``limit`` due cards of all businesses, those that wait longest first.

    Before them come cards that Google has never had: somebody looks at a page and waits.
    Runs inside ``writing()``.
    """
    instant = clock.now()
    due = (
        select(GooglePass.id)
        .where(GooglePass.sync_due_at <= instant)
        .order_by(
            GooglePass.sent_digest.is_not(None), GooglePass.sync_due_at, GooglePass.id
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with tenancy.across():
        rows = db.session().execute(
            update(GooglePass)
            .where(GooglePass.id.in_(due.scalar_subquery()))
            .values(
                sync_due_at=instant + LEASE,
                sync_attempts=GooglePass.sync_attempts + 1,
            )
            .returning(*_COLUMNS)
            .execution_options(synchronize_session=False)
        )
        jobs = [Job(**row._mapping) for row in rows]  # noqa: SLF001 - its public name
    return sorted(jobs, key=lambda job: job.id)


def settle(job: Job, sent: Sent) -> None:
    """Google took the card. Runs inside ``writing()``."""
    values = {field.name: getattr(sent, field.name) for field in fields(Sent)}
    values |= {"sent_at": clock.now(), "sync_attempts": 0}
    if _is_mine(job):
        _write(job, **values, sync_due_at=None)
    elif _was_changed(job):
        _write(job, **values)
    else:
        _write(job, sent_digest=None, sync_due_at=clock.now())


def rest(job: Job, answer: str) -> None:
    """Nothing is to be sent, or it would be of no use. Runs inside ``writing()``."""
    if _is_mine(job):
        _write(job, sync_due_at=None, sync_attempts=0, answer=answer[:LONGEST_ANSWER])


def postpone(job: Job, seconds: float, answer: str) -> None:
    """Try again later. Runs inside ``writing()``."""
    if _is_mine(job):
        later = clock.now() + timedelta(seconds=seconds)
        _write(job, sync_due_at=later, answer=answer[:LONGEST_ANSWER])


def give_back(jobs: Sequence[Job]) -> None:
    """Nothing was tried: they are due as before. Runs inside ``writing()``."""
    for job in jobs:
        if _is_mine(job):
            attempts = job.sync_attempts - 1
            _write(job, sync_due_at=clock.now(), sync_attempts=attempts)


def count_notice(job: Job, notices: int, since: datetime | None) -> None:
    """A card may have rung although we do not know. Runs inside ``writing()``."""
    _write(job, notices=notices, noticed_since=since)


def unsent(job: Job) -> Job:
    """The job of a card that nobody has at Google."""
    return replace(job, sent_digest=None, sent_balance="")


def _standing(job: Job) -> tuple[datetime | None, int]:
    with tenancy.across():
        row = (
            db.session()
            .execute(
                select(GooglePass.sync_due_at, GooglePass.sync_attempts)
                .where(GooglePass.id == job.id)
                .with_for_update()
            )
            .one()
        )
    return row.sync_due_at, row.sync_attempts


def _is_mine(job: Job) -> bool:
    return _standing(job) == (job.sync_due_at, job.sync_attempts)


def _was_changed(job: Job) -> bool:
    due_at, attempts = _standing(job)
    is_waiting = due_at is not None and due_at <= clock.now()
    return attempts == job.sync_attempts and is_waiting


def _write(job: Job, **values: object) -> None:
    with tenancy.across():
        db.session().execute(
            update(GooglePass)
            .where(GooglePass.id == job.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
