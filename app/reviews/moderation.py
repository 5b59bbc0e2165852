"""What a business does with reviews: reply, hide with a reason, show again.

Nothing here changes a star: whatever is hidden or waits goes on counting (decision 34).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.core import audit, clock, db, live, outbox, tenancy
from app.core.ids import StaffId
from app.core.locales import mark
from app.people import answering
from app.reviews import rules
from app.reviews.actions import locked
from app.reviews.errors import (
    BadReason,
    ReplyOver,
    ReviewMoved,
    ReviewNotFound,
    ReviewWithdrawn,
)
from app.reviews.events import ReviewAnswered, ReviewHidden
from app.reviews.models import Review

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "insult": mark("Insults or threats"),
        "personal": mark("Somebody’s personal data"),
        "advertising": mark("Advertising or links elsewhere"),
        "other_matter": mark("Not about this purchase"),
        "law": mark("Against the law"),
    }
)
"""Why a review may be hidden. A low rating is no reason."""


def reply(
    *, review_id: int, staff_id: StaffId, text: str, seen: str | None = None
) -> None:
    """Reply in the business's name, or correct the reply within a day.

    ``seen`` is the `rules.edition` that whoever replies has read: under other words, or
    in the place of a colleague's, the reply does not go. Raises ReviewNotFound,
    ReviewWithdrawn, ReplyOver, ReviewMoved.
    """
    row = _public(review_id)
    now, is_first = clock.now(), row.replied_at is None
    if not rules.can_change_reply(replied_at=row.replied_at, at=now):
        raise ReplyOver
    present = rules.edition(stars=row.stars, text=row.text, reply=row.reply)
    if seen is not None and seen != present:
        raise ReviewMoved
    row.reply, row.replied_by = text, staff_id
    if is_first:
        row.replied_at = now
    db.session().flush()
    audit.note(
        "feedback.replied" if is_first else "feedback.reply_changed",
        subject=f"feedback:{row.id}",
        stars=row.stars,
    )
    if is_first:
        _note_answer(row, staff_id)
        _tell(ReviewAnswered(business_id=tenancy.current(), review_id=row.id))


def show(*, review_id: int, staff_id: StaffId | None) -> None:
    """Let everybody read it; reports up to now are answered. None: time decided.

    Raises ReviewNotFound, ReviewWithdrawn.
    """
    row = _public(review_id)
    before = row.state
    row.state, row.reports, row.reason, row.reason_words = "shown", 0, "", ""
    _decided(row, staff_id)
    audit.note("feedback.shown", subject=f"feedback:{row.id}", before=before)
    _ring()


def hide(*, review_id: int, staff_id: StaffId, reason: str, words: str) -> None:
    """Let only its author read it, with the reason; its stars go on counting.

    Raises ReviewNotFound, ReviewWithdrawn, BadReason.
    """
    row = _public(review_id)
    if reason not in REASONS:
        raise BadReason
    row.state, row.reports, row.reason, row.reason_words = "hidden", 0, reason, words
    _decided(row, staff_id)
    audit.note(
        "feedback.hidden", subject=f"feedback:{row.id}", stars=row.stars, reason=reason
    )
    _note_answer(row, staff_id)
    _tell(ReviewHidden(business_id=tenancy.current(), review_id=row.id))


def _note_answer(row: Review, staff_id: StaffId) -> None:
    """A reply, or a decision that its author reads."""
    if row.published_at is not None:
        answering.note(
            kind="review",
            subject_id=row.id,
            came_at=row.published_at,
            staff_id=staff_id,
        )


def _decided(row: Review, staff_id: StaffId | None) -> None:
    row.decided_at, row.decided_by = clock.now(), staff_id
    db.session().flush()


def _public(review_id: int) -> Review:
    row = locked(review_id)
    if row.state == "draft":
        raise ReviewNotFound
    if row.state == "withdrawn":
        raise ReviewWithdrawn
    return row


def _tell(fact: ReviewAnswered | ReviewHidden) -> None:
    outbox.record(fact)
    _ring()


def _ring() -> None:
    live.ring_inbox()
