"""Who has a card in a wallet: a pass on a phone that follows, or one kept at Google."""

from typing import Any

from sqlalchemy import Select, exists, or_, select

from app.cards.models import Card
from app.wallet.models import ApplePass, AppleRegistration, GooglePass


def holders() -> Select[Any]:
    """The query of ids of members in scope whose card is in a wallet now."""
    at_apple = exists().where(
        ApplePass.card_id == Card.id, AppleRegistration.pass_id == ApplePass.id
    )
    at_google = exists().where(
        GooglePass.card_id == Card.id,
        GooglePass.is_held,
        GooglePass.removed_at.is_(None),
    )
    return select(Card.member_id).where(
        Card.state == "active", or_(at_apple, at_google)
    )
