"""What a business has to look at: facts that could not be delivered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, or_, select, type_coerce

from app.core import db, outbox, tenancy
from app.core.errors import NotFound
from app.core.outbox import OutboxRow

MOST = 20


@dataclass(frozen=True)
class Failure:
    """A delivery that was given up: of what, since when, and the last problem."""

    id: int
    fact: str
    recorded_at: datetime
    failed_at: datetime
    error: str


_FAILURE = select(
    OutboxRow.id,
    OutboxRow.fact,
    OutboxRow.recorded_at,
    OutboxRow.failed_at,
    OutboxRow.error,
).where(OutboxRow.failed_at.is_not(None))


def failures(limit: int = MOST) -> list[Failure]:
    """Given-up deliveries of the business in scope, newest first."""
    newest = _FAILURE.where(_is_ours()).order_by(OutboxRow.id.desc()).limit(limit)
    rows: Iterable[Any] = db.session().execute(newest)
    return [Failure(*row) for row in rows]


def retry(*, delivery_id: int) -> None:
    """Offer a given-up delivery once more; raises NotFound for another business's.

    One that was delivered or offered meanwhile is left alone.
    """
    mine = select(OutboxRow.failed_at).where(OutboxRow.id == delivery_id, _is_ours())
    row = db.session().execute(mine).one_or_none()
    if row is None:
        raise NotFound
    if row.failed_at is not None:
        outbox.retry_failed(delivery_id)


def _is_ours() -> ColumnElement[bool]:
    """Payloads are JSON text with sorted keys; a fact names its business there."""
    own = f'%"business_id": {tenancy.current()}'
    text = type_coerce(OutboxRow.payload, Text)
    return or_(text.like(own + ",%"), text.like(own + "}%"))
