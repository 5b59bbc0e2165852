"""How soon the team answers: written down where an answer is given, counted above.

Whatever guests may wait for an answer in says so here, in the transaction of the answer
itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import clock, db, tenancy, unique
from app.core.ids import StaffId
from app.people.answer_models import Answer


@dataclass(frozen=True)
class Answered:
    """One answer: of what kind, by whom, and how long it took."""

    kind: str
    staff_id: StaffId
    seconds: int


def note(*, kind: str, subject_id: int, came_at: datetime, staff_id: StaffId) -> None:
    """Keep that what waited since ``came_at`` is answered; only the first time counts.

    Runs inside ``writing()``.
    """
    row = Answer(
        business_id=tenancy.current(),
        kind=kind,
        subject_id=subject_id,
        staff_id=staff_id,
        came_at=came_at,
        answered_at=max(clock.now(), came_at),
    )
    if not unique.is_added(row):
        # Answered before, by somebody else or in another window.
        return


def answered(since: datetime, until: datetime) -> list[Answered]:
    """The first answers given from ``since`` until before ``until``."""
    rows: Iterable[Any] = db.session().execute(
        select(Answer.kind, Answer.staff_id, Answer.came_at, Answer.answered_at).where(
            Answer.answered_at >= since, Answer.answered_at < until
        )
    )
    return [
        Answered(kind, StaffId(staff_id), int((answered_at - came_at).total_seconds()))
        for kind, staff_id, came_at, answered_at in rows
    ]
