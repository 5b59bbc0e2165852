"""Words that nobody has read in time stand by themselves: waiting is no way to hide."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.core import clock, db
from app.reviews import moderation, rules
from app.reviews.actions import locked
from app.reviews.models import Review, ReviewReport


def show_due(limit: int) -> int:
    """Show what waits longer than `rules.READ_WITHIN`; how many were shown.

    A first link goes on waiting: no business chooses that, and advertising must not win
    by patience (decision 34).
    """
    due = select(Review.id).where(*_is_due()).order_by(Review.id).limit(limit)
    shown = 0
    for review_id in db.session().scalars(due).all():
        with db.writing():
            shown += _show(review_id)
    return shown


def _show(review_id: int) -> bool:
    locked(review_id)
    still = select(Review.id).where(Review.id == review_id, *_is_due())
    if db.session().scalar(still) is None:
        # Somebody has decided, or its author wrote anew, in this very moment.
        return False
    moderation.show(review_id=review_id, staff_id=None)
    return True


def _is_due() -> tuple[ColumnElement[bool], ...]:
    before = clock.now() - rules.READ_WITHIN
    last_report = (
        select(func.max(ReviewReport.created_at))
        .where(ReviewReport.review_id == Review.id)
        .scalar_subquery()
    )
    written = func.coalesce(Review.changed_at, Review.published_at)
    by_rule = and_(Review.held_for == "rule", written <= before)
    by_reports = and_(
        Review.held_for == "reports", written <= before, last_report <= before
    )
    return Review.state == "waiting", or_(by_rule, by_reports)
