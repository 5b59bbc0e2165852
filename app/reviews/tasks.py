"""Themes become tasks: several reviews, one thing to do, and guests who are told.

A task is new, then somebody works on it, then it is done; with words for them, each
author of its reviews is told once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import audit, clock, db, outbox, tenancy, unique
from app.core.ids import MemberId, StaffId
from app.people.models import Staff
from app.reviews.errors import TaskDone, TaskEmpty, TaskNotFound
from app.reviews.events import ReviewTaskFinished
from app.reviews.models import Review, ReviewTask, ReviewTaskLink
from app.reviews.views import COUNTED, ReviewView, chosen, read

LONGEST_TITLE = 80
LONGEST_TOLD = 600
MOST_REVIEWS = 200


@dataclass(frozen=True)
class TaskView:
    """A task as lists show it."""

    id: int
    title: str
    theme: str
    state: str
    told: str
    created_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    done_at: datetime | None
    count: int


def begin(
    *, title: str, theme: str, review_ids: Sequence[int], staff_id: StaffId
) -> int:
    """Make a task of reviews; its id. Raises TaskEmpty."""
    row = ReviewTask(
        business_id=tenancy.current(),
        title=title,
        theme=theme,
        created_at=clock.now(),
        created_by=staff_id,
    )
    db.session().add(row)
    db.session().flush()
    if not _link(row.id, review_ids):
        raise TaskEmpty
    audit.note(
        "feedback.task_created",
        subject=f"feedback_task:{row.id}",
        title=title,
        theme=theme,
    )
    return row.id


def add(*, task_id: int, review_ids: Sequence[int]) -> int:
    """Let a task answer more reviews; how many are new. Raises TaskNotFound, TaskDone."""
    row = _open(task_id)
    return _link(row.id, review_ids)


def _link(task_id: int, review_ids: Sequence[int]) -> int:
    session = db.session()
    known = select(Review.id).where(
        Review.id.in_(list(review_ids)[:MOST_REVIEWS]), Review.state.in_(COUNTED)
    )
    added = 0
    for review_id in session.scalars(known.order_by(Review.id)).all():
        link = ReviewTaskLink(
            business_id=tenancy.current(), task_id=task_id, review_id=review_id
        )
        if not unique.is_added(link):
            continue
        added += 1
    return added


def take(*, task_id: int, staff_id: StaffId) -> None:
    """Begin to work on it. Raises TaskNotFound, TaskDone."""
    row = _open(task_id)
    row.state, row.taken_at, row.taken_by = "working", clock.now(), staff_id
    db.session().flush()
    audit.note(
        "feedback.task_taken", subject=f"feedback_task:{row.id}", title=row.title
    )


def finish(*, task_id: int, told: str) -> None:
    """It is done; with words, its guests are told. Raises TaskNotFound, TaskDone."""
    row = _open(task_id)
    row.state, row.done_at, row.told = "done", clock.now(), told
    db.session().flush()
    audit.note(
        "feedback.task_done",
        subject=f"feedback_task:{row.id}",
        title=row.title,
        told=told,
    )
    if told:
        outbox.record(ReviewTaskFinished(business_id=tenancy.current(), task_id=row.id))


def _open(task_id: int) -> ReviewTask:
    row = db.session().scalar(
        select(ReviewTask).where(ReviewTask.id == task_id).with_for_update()
    )
    if row is None:
        raise TaskNotFound
    if row.state == "done":
        raise TaskDone
    return row


def tasks(*, is_done: bool | None = None, limit: int = 100) -> list[TaskView]:
    """Open ones first in the order they came, done ones by the newest."""
    query = _tasks()
    if is_done is not None:
        query = query.where((ReviewTask.state == "done") == is_done)
    order = ReviewTask.done_at.desc() if is_done else ReviewTask.id.asc()
    rows: Iterable[Any] = db.session().execute(query.order_by(order).limit(limit))
    return [TaskView(*row) for row in rows]


def task(task_id: int) -> TaskView:
    """One task; raises TaskNotFound."""
    row = db.session().execute(_tasks().where(ReviewTask.id == task_id)).one_or_none()
    if row is None:
        raise TaskNotFound
    return TaskView(*row)


def _tasks() -> Any:
    count = (
        select(func.count(ReviewTaskLink.id))
        .where(
            ReviewTaskLink.business_id == ReviewTask.business_id,
            ReviewTaskLink.task_id == ReviewTask.id,
        )
        .scalar_subquery()
    )
    return select(
        ReviewTask.id,
        ReviewTask.title,
        ReviewTask.theme,
        ReviewTask.state,
        ReviewTask.told,
        ReviewTask.created_at,
        ReviewTask.taken_at,
        Staff.name,
        ReviewTask.done_at,
        count,
    ).outerjoin(Staff, Staff.id == ReviewTask.taken_by)


def reviews_of(task_id: int) -> list[ReviewView]:
    """What a task answers, newest first."""
    linked = select(ReviewTaskLink.review_id).where(ReviewTaskLink.task_id == task_id)
    query = chosen().where(Review.id.in_(linked)).order_by(Review.published_at.desc())
    return read(query)


def tasks_of(review_id: int) -> list[TaskView]:
    """The tasks that answer a review."""
    linked = select(ReviewTaskLink.task_id).where(ReviewTaskLink.review_id == review_id)
    rows: Iterable[Any] = db.session().execute(
        _tasks().where(ReviewTask.id.in_(linked)).order_by(ReviewTask.id)
    )
    return [TaskView(*row) for row in rows]


def authors_of(task_id: int) -> list[tuple[MemberId, int]]:
    """Who is told that a task is done, each with one of their reviews."""
    rows: Iterable[Any] = db.session().execute(
        select(Review.member_id, func.max(Review.id))
        .join(ReviewTaskLink, ReviewTaskLink.review_id == Review.id)
        .where(ReviewTaskLink.task_id == task_id, Review.member_id.is_not(None))
        .group_by(Review.member_id)
        .order_by(Review.member_id)
    )
    return [(MemberId(row[0]), row[1]) for row in rows]
