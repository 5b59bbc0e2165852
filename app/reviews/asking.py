"""Asking for a review once: some hours after a purchase, at most once a month.

Everybody is asked alike: neither the sum nor what somebody said before plays a part,
and nothing is ever given for it (decision 34).
"""

from datetime import timedelta
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
from app.sales.errors import ReceiptNotFound
from app.sales.models import Receipt

AFTER: Final = timedelta(hours=3)
EVERY: Final = timedelta(days=30)
FRESH: Final = timedelta(days=1)
"""An older purchase that comes to us late is not asked about."""

OFFERED_FOR: Final = timedelta(days=14)


def plan(receipt_id: ReceiptId) -> bool:
    """Plan to ask about a purchase; whether it was planned. Runs inside ``writing()``."""
    found = _worth_asking(receipt_id)
    now = clock.now()
    if found is None or found.occurred_at < now - FRESH:
        return False
    dialect = sqlite if db.is_sqlite() else postgresql
    statement = dialect.insert(ReviewQuestion).values(
        business_id=tenancy.current(),
        member_id=found.member_id,
        receipt_id=receipt_id,
        planned_at=now,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["business_id", "member_id"],
        set_={"receipt_id": receipt_id, "planned_at": now},
        where=(ReviewQuestion.planned_at <= now - EVERY)
        & (ReviewQuestion.receipt_id != receipt_id),
    ).returning(ReviewQuestion.id)
    if db.session().scalar(statement) is None:
        return False
    at = max(now, found.occurred_at + AFTER)
    outbox.record(
        ReviewDue(business_id=tenancy.current(), receipt_id=int(receipt_id)), at=at
    )
    return True


def due(receipt_id: ReceiptId) -> Purchase | None:
    """The purchase to ask about now; None when nobody has to be asked any more."""
    found = _worth_asking(receipt_id)
    if found is None:
        return None
    said = select(Review.id).where(Review.receipt_id == receipt_id)
    return None if db.session().execute(said).first() else found


def _worth_asking(receipt_id: ReceiptId) -> Purchase | None:
    if not policy.policy().is_asking:
        return None
    try:
        found = purchases.purchase(receipt_id)
    except ReceiptNotFound:
        return None
    return found if found.is_standing else None


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
