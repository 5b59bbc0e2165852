"""Facts for the world outside the transaction: one row per fact, delivered later.

``record`` writes in the action's own transaction, so a fact is told if and only if it
happened. ``claim`` leases due rows to one deliverer; a lease that runs out (a worker
died) makes the row due again. Delivery is at least once, with the row's id.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from sqlalchemy import ColumnElement, Index, Text, func, insert, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, db
from app.core.prepared import Prepared
from app.core.types import Instant, Int, Json

Handler = Callable[[Any], None]
Many = Callable[[Sequence[Any]], None]
LEASE = timedelta(minutes=5)
FIRST_RETRY_SECONDS = 5
LONGEST_RETRY_SECONDS = 6 * 3600
MAX_ATTEMPTS = 12


class OutboxRow(db.Base):
    """A fact on its way; truth lives here, the queue only wakes the deliverer."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due_at",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    fact: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Int, default=0)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Delivery:
    """A leased row: what to deliver, and which try this is."""

    id: int
    fact: str
    payload: dict[str, Any]
    attempts: int


_INSERT = Prepared(insert(OutboxRow).inline())
_wake: list[Callable[[], None]] = []


def on_record(wake: Callable[[], None]) -> None:
    """Let ``wake`` run after every commit that recorded a fact (set by the factory)."""
    _wake[:] = [wake]


def record(fact: Any, *, at: datetime | None = None) -> None:
    """Store ``fact`` (a frozen dataclass of plain values) with the change itself.

    ``at`` keeps it back until then, for what becomes true by itself.
    """
    _INSERT.run(_row(fact, at))
    for wake in _wake:
        db.after_commit(wake)


def record_later(facts: Sequence[tuple[Any, datetime]]) -> None:
    """Store facts of which each becomes true by itself; the sweep finds them then."""
    if facts:
        _INSERT.run_many([_row(fact, at) for fact, at in facts])


def _row(fact: Any, at: datetime | None) -> dict[str, Any]:
    instant = clock.present()
    return {
        "fact": type(fact).__name__,
        "payload": asdict(fact),
        "recorded_at": instant,
        "due_at": instant if at is None else max(at, instant),
        "attempts": 0,
    }


def claim(limit: int) -> list[Delivery]:
    """Lease up to ``limit`` due rows, oldest first. Runs inside ``writing()``."""
    instant = clock.now()
    due = (
        select(OutboxRow.id)
        .where(OutboxRow.due_at <= instant)
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.connection().execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(due.scalar_subquery()))
        .values(due_at=instant + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.id, OutboxRow.fact, OutboxRow.payload, OutboxRow.attempts)
    )
    return sorted((Delivery(*row) for row in rows), key=lambda d: d.id)


def delivered(delivery_ids: Sequence[int]) -> None:
    """The handlers are done with them. Runs inside ``writing()``."""
    db.connection().execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(delivery_ids))
        .values(due_at=None, delivered_at=clock.now(), error=None)
    )


def failed(delivery: Delivery, problem: str, *, is_permanent: bool) -> None:
    """Plan the next try, or give up visibly. Runs inside ``writing()``.

    When the lease ran out and another try began, that one has the say.
    """
    is_latest = OutboxRow.attempts == delivery.attempts
    if is_permanent or delivery.attempts >= MAX_ATTEMPTS:
        values: dict[str, Any] = {"due_at": None, "failed_at": clock.now()}
    else:
        values = {"due_at": clock.now() + backoff(delivery)}
    _settle(delivery.id, is_latest, error=problem, **values)


def backoff(delivery: Delivery) -> timedelta:
    """Doubling waits from 5 s to 6 h, jittered by the row so that a crowd spreads."""
    seconds = min(
        FIRST_RETRY_SECONDS * 2 ** (delivery.attempts - 1), LONGEST_RETRY_SECONDS
    )
    return timedelta(seconds=seconds, milliseconds=delivery.id * 37 % 1000)


def retry_failed(delivery_id: int) -> None:
    """Offer a row that was given up once more. Runs inside ``writing()``."""
    _settle(delivery_id, due_at=clock.now(), failed_at=None, attempts=0)


def _settle(delivery_id: int, *which: ColumnElement[bool], **values: Any) -> None:
    db.connection().execute(
        update(OutboxRow).where(OutboxRow.id == delivery_id, *which).values(**values)
    )


def state(of: Callable[[Any], object]) -> Callable[[Handler], Handler]:
    """Mark a handler that publishes one state: facts of equal ``of`` share a run."""

    def mark(handler: Handler) -> Handler:
        vars(handler)["state_of"] = of
        return handler

    return mark


def states(of: Callable[[Any], object]) -> Callable[[Many], Handler]:
    """Mark a handler that publishes many states at once.

    It is written for facts of one business, each of another state. What comes of it
    hears one fact as any handler does, and names by ``many`` how it hears several.
    """

    def mark(many: Many) -> Handler:
        @wraps(many)
        def handler(fact: Any) -> None:
            many([fact])

        vars(handler)["many"] = many
        return state(of)(handler)

    return mark


@dataclass(frozen=True)
class Depth:
    """How the outbox stands: waiting rows, the longest due of them, given-up rows.

    ``due_at`` may lie ahead, for what is being delivered or becomes true later.
    """

    waiting: int
    due_at: datetime | None
    failed: int


def depth() -> Depth:
    """The state of the outbox, for operators."""
    waiting, oldest = (
        db.connection()
        .execute(
            select(func.count(), func.min(OutboxRow.due_at)).where(
                OutboxRow.due_at.is_not(None)
            )
        )
        .one()
    )
    given_up = db.connection().execute(
        select(func.count()).where(OutboxRow.failed_at.is_not(None))
    )
    return Depth(waiting, oldest, given_up.scalar_one())
