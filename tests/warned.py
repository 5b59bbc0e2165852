"""Warnings that were proven, for tests in which points have to end."""

from datetime import timedelta

from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId
from app.ledger import queries
from app.notifications.trigger_models import ExpiryNotice


def warn(business_id: BusinessId, card_id: CardId) -> None:
    """Let the holder have been warned three times of all that ends on a card."""
    with tenancy.scope(business_id), db.writing():
        for ending in queries.expiries(card_id):
            for number, step in enumerate((1, 7, 30)):
                db.session().add(
                    ExpiryNotice(
                        card_id=card_id,
                        ends_at=ending.expires_at,
                        step=step,
                        amount=ending.amount,
                        notice_id=0,
                        told_at=clock.now(),
                        proven_at=clock.now() - timedelta(days=number),
                        proof="email",
                    )
                )
