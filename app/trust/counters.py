"""How much waits for a decision, for the menu: parts of one statement."""

from sqlalchemy import ScalarSelect, func, select

from app.core import clock
from app.sales.models import Receipt
from app.trust.models import Approval, Case, Review


def counts() -> tuple[ScalarSelect[int], ...]:
    """Requests for a second person, points to look at and checks to decide."""
    now = clock.now()
    return (
        select(func.count(Approval.id))
        .where(Approval.state == "waiting", Approval.expires_at > now)
        .scalar_subquery(),
        select(func.count(Review.id))
        .join(Receipt, Receipt.id == Review.receipt_id)
        .where(
            Review.state == "waiting",
            Review.decide_by > now,
            Receipt.undone_at.is_(None),
        )
        .scalar_subquery(),
        select(func.count(Case.id))
        .where(Case.state.in_(("open", "appealed")))
        .scalar_subquery(),
    )
