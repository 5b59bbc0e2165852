"""Deliveries as a queue: leased, marked before they leave, settled after.

``claim`` leases due rows; one that dies before it marked them costs a lease. ``mark``
is committed before messages leave: a row that is found marked after its lease may have
arrived, so it becomes "unclear" and is never sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core import bulk, clock, db
from app.core.types import Int
from app.notifications.models import ChannelCircuit, Delivery

LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
MAX_ATTEMPTS = 10
FAILURES_TO_REST = 3


@dataclass(frozen=True)
class Claimed:
    """A delivery that this sender alone may send until its lease is over."""

    id: int
    business_id: int
    channel: str
    attempts: int


@dataclass(frozen=True)
class Outcome:
    """How a delivery ended, or when it is tried again.

    ``is_untried`` takes the try back that claiming it has counted.
    """

    state: str
    why: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    is_untried: bool = False


def claim(limit: int, channels: frozenset[str]) -> list[Claimed]:
    """Lease due deliveries of any business by these channels. Runs inside ``writing()``.

    Channels that rest are left alone.
    """
    now = clock.now()
    _give_up_marked(now)
    rests = (
        select(ChannelCircuit.id)
        .where(
            ChannelCircuit.business_id == Delivery.business_id,
            ChannelCircuit.channel == Delivery.channel,
            ChannelCircuit.open_until > now,
        )
        .exists()
    )
    due = (
        select(Delivery.id)
        .where(
            Delivery.due_at <= now,
            Delivery.state == "due",
            Delivery.channel.in_(channels),
            ~rests,
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.connection().execute(
        update(Delivery)
        .where(Delivery.id.in_(due.scalar_subquery()))
        .values(due_at=now + LEASE, attempts=Delivery.attempts + 1)
        .returning(
            Delivery.id, Delivery.business_id, Delivery.channel, Delivery.attempts
        )
    )
    return sorted(
        (Claimed(*row) for row in rows),
        key=lambda each: (each.business_id, each.channel, each.id),
    )


def _give_up_marked(now: datetime) -> None:
    db.connection().execute(
        update(Delivery)
        .where(Delivery.due_at <= now, Delivery.state == "sending")
        .values(state="unclear", why="unclear", due_at=None)
    )


def mark(delivery_ids: Sequence[int]) -> None:
    """Say that they leave now; whoever says so holds the rows. Runs inside ``writing()``."""
    _mark(delivery_ids, tries=0)


def mark_more(delivery_ids: Sequence[int]) -> None:
    """The same for others that leave in the same letters; they count as tried."""
    _mark(delivery_ids, tries=1)


def _mark(delivery_ids: Sequence[int], *, tries: int) -> None:
    if not delivery_ids:
        return
    db.connection().execute(
        update(Delivery)
        .where(bulk.among(Delivery.id, delivery_ids), Delivery.state == "due")
        .values(
            state="sending",
            due_at=clock.now() + LEASE,
            attempts=Delivery.attempts + tries,
        )
    )


def settle(delivery_ids: Sequence[int], outcome: Outcome) -> None:
    """Write down how they ended. Runs inside ``writing()``."""
    settle_each(dict.fromkeys(delivery_ids, outcome))


def settle_each(outcomes: Mapping[int, Outcome]) -> None:
    """Write down how each of them ended. Runs inside ``writing()``.

    A row whose lease ran out meanwhile is left as it is: it is unclear.
    """
    if not outcomes:
        return
    db.connection().execute(
        update(Delivery)
        .where(
            Delivery.id == bindparam("delivery"),
            or_(Delivery.state == "due", Delivery.state == "sending"),
        )
        .values(
            state=bindparam("is_now"),
            why=bindparam("because"),
            due_at=bindparam("again_at"),
            sent_at=bindparam("left_at"),
            attempts=Delivery.attempts - bindparam("untried", type_=Int),
        ),
        [
            {
                "delivery": delivery_id,
                "is_now": outcome.state,
                "because": outcome.why,
                "again_at": outcome.due_at,
                "left_at": outcome.sent_at,
                "untried": int(outcome.is_untried),
            }
            for delivery_id, outcome in sorted(outcomes.items())
        ],
    )


def again(attempts: int, at_least_seconds: int = 0) -> Outcome:
    """The next try after a failure, or the end of trying."""
    if attempts >= MAX_ATTEMPTS:
        return Outcome("failed", "gave_up")
    wait = FIRST_RETRY * 2 ** (attempts - 1)
    later = max(wait, timedelta(seconds=at_least_seconds))
    return Outcome("due", due_at=clock.now() + later)


def put_off(until: datetime) -> Outcome:
    """Not now, but then; it was not tried."""
    return Outcome("due", due_at=until, is_untried=True)


def failed(business_id: int, channel: str, problem: str) -> datetime | None:
    """Count a failure; until when the channel rests, if it does now."""
    now = clock.now()
    dialect = sqlite if db.is_sqlite() else postgresql
    failures = db.connection().scalar(
        dialect.insert(ChannelCircuit)
        .values(
            business_id=business_id,
            channel=channel,
            failures=1,
            problem=problem[:200],
            failed_at=now,
        )
        .on_conflict_do_update(
            index_elements=["business_id", "channel"],
            set_={
                "failures": ChannelCircuit.failures + 1,
                "problem": problem[:200],
                "failed_at": now,
            },
        )
        .returning(ChannelCircuit.failures)
    )
    over = int(failures or 0) - FAILURES_TO_REST
    if over < 0:
        return None
    until: datetime = now + min(FIRST_RETRY * 2 ** min(over, 10), LONGEST_REST)
    _circuit(business_id, channel, open_until=until)
    return until


def worked(business_id: int, channel: str) -> None:
    """The channel works: what failed before is forgotten."""
    _circuit(business_id, channel, failures=0, open_until=None)


def _circuit(business_id: int, channel: str, **values: Any) -> None:
    db.connection().execute(
        update(ChannelCircuit)
        .where(
            ChannelCircuit.business_id == business_id,
            ChannelCircuit.channel == channel,
            ChannelCircuit.failures > 0,
        )
        .values(**values)
    )
