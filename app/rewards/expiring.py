"""Awards whose time is over: what was paid for them returns to the card."""

from sqlalchemy import select

from app.cards import actions as cards
from app.core import clock, db
from app.core.ids import AwardId, CardId
from app.rewards import keeping
from app.rewards.models import Award, Gift

ACTOR = "system"


def due(limit: int) -> list[AwardId]:
    """Awards of the business in scope whose last moment has passed, oldest first."""
    found = db.session().scalars(
        select(Award.id)
        .where(Award.state == "open", Award.expires_at <= clock.now())
        .order_by(Award.expires_at, Award.id)
        .limit(limit)
    )
    return [AwardId(award_id) for award_id in found]


def expire(award_id: AwardId) -> bool:
    """End one of them; whether it was still open. An order's points come back."""
    held = keeping.lock(award_id)
    award = held.row
    if award.state != "open" or award.expires_at is None:
        return False
    if award.expires_at > clock.now():
        return False
    keeping.end(held, "expired", ACTOR)
    # What is written off with its holder stays so.
    if award.origin == "order" and held.card.state == "active":
        keeping.give_back(held, ACTOR, "expired")
    keeping.tell(held.card)
    return True


def forget(card_id: CardId) -> None:
    """Withdraw what waits on the card of an erased holder; nobody comes for it.

    Runs inside ``writing()``.
    """
    card = cards.touch(card_id)
    waiting = db.session().scalars(
        select(Award.id).where(Award.card_id == card_id, Award.state == "open")
    )
    for award_id in list(waiting):
        keeping.end(keeping.on_card(AwardId(award_id), card), "withdrawn", ACTOR)
    # What was written for one person may say who they are.
    for gift in db.session().scalars(select(Gift).where(Gift.card_id == card_id)):
        gift.words, gift.ended_at = "", gift.ended_at or clock.now()
    db.session().flush()
