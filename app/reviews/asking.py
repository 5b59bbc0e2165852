"""Asking for a review once: some hours after a purchase, at most once a month.

Everybody is asked alike: neither the sum nor what somebody said before plays a part,
and nothing is ever given for it (decision 34).
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite

from app.cards.models import Card
from app.core import clock, db, outbox, tenancy
from app.core.ids import CardId, MemberId, ReceiptId
from app.reviews import policy, purchases
from app.reviews.events import ReviewDue
from app.reviews.models import Review, ReviewQuestion, ReviewRules
from app.reviews.purchases import Purchase
from app.sales.models import Receipt

AFTER: Final = timedelta(hours=3)
EVERY: Final = timedelta(days=30)
FRESH: Final = timedelta(days=1)
"""An older purchase that comes to us late is not asked about."""

OFFERED_FOR: Final = timedelta(days=14)


def plan(receipt_ids: Sequence[ReceiptId]) -> int:
    """Plan to ask about purchases, each member about one of them; how many were planned.

    Runs inside ``writing()``.
    """
    now = clock.now()
    first: dict[int, Purchase] = {}
    for each in _worth_asking(receipt_ids):
        if each.occurred_at >= now - FRESH:
            first.setdefault(each.member_id, each)
    planned = _written([*first.values()], now) if first else ()
    asked = [each for each in first.values() if each.receipt_id in planned]
    outbox.record_later(
        [
            (_question(each.receipt_id), max(now, each.occurred_at + AFTER))
            for each in asked
        ]
    )
    return len(asked)


def _question(receipt_id: int) -> ReviewDue:
    return ReviewDue(business_id=tenancy.current(), receipt_id=receipt_id)


def _written(found: Sequence[Purchase], now: datetime) -> Collection[int]:
    """Write down whom to ask about what, but for who was asked not long ago."""
    dialect = sqlite if db.is_sqlite() else postgresql
    insert = dialect.insert(ReviewQuestion)
    new = insert.excluded
    statement = insert.on_conflict_do_update(
        index_elements=["business_id", "member_id"],
        set_={"receipt_id": new.receipt_id, "planned_at": new.planned_at},
        where=(ReviewQuestion.planned_at <= now - EVERY)
        & (ReviewQuestion.receipt_id != new.receipt_id),
    ).returning(ReviewQuestion.receipt_id)
    rows = [
        {
            "business_id": tenancy.current(),
            "member_id": each.member_id,
            "receipt_id": each.receipt_id,
            "planned_at": now,
        }
        for each in found
    ]
    return set(db.session().scalars(statement, rows))


def due(receipt_id: ReceiptId) -> Purchase | None:
    """The purchase to ask about now; None when nobody has to be asked any more."""
    found = _worth_asking([receipt_id])
    if not found:
        return None
    said = select(Review.id).where(Review.receipt_id == receipt_id)
    return None if db.session().execute(said).first() else found[0]


def _worth_asking(receipt_ids: Sequence[ReceiptId]) -> list[Purchase]:
    if not policy.is_asking():
        return []
    return [each for each in purchases.purchases(receipt_ids) if each.is_standing]


def offered(card_id: CardId, member_id: MemberId) -> int | None:
    """The last purchase of a card, to be reviewed from its page; None without one."""
    row: Any = (
        db.session()
        .execute(
            select(Receipt.id, purchases.stands(), _is_silent(), _has_review())
            .join(Card, Card.id == Receipt.card_id)
            .where(
                Receipt.card_id == card_id,
                Card.member_id == member_id,
                Receipt.occurred_at >= clock.now() - OFFERED_FOR,
            )
            .order_by(Receipt.id.desc())
            .limit(1)
        )
        .one_or_none()
    )
    if row is None or not row[1] or row[2] or row[3]:
        return None
    return int(row[0])


def _is_silent() -> Any:
    return exists().where(
        ReviewRules.business_id == Receipt.business_id, ~ReviewRules.is_asking
    )


def _has_review() -> Any:
    return exists().where(
        Review.business_id == Receipt.business_id,
        Review.receipt_id == Receipt.id,
        Review.state != "draft",
    )
