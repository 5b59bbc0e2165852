"""Whether anything has to follow a card: most cards are in no wallet."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.cards.models import Card
from app.core import bulk, db
from app.core.ids import CardId
from app.wallet.models import ApplePass, GooglePass


def held(card_ids: Sequence[CardId]) -> list[CardId]:
    """Those that were ever given to a wallet, of cards and what was joined into them."""
    asked = aliased(Card)
    # A joined card goes to the member of the other: by member there are few to look at.
    members = select(asked.member_id).where(bulk.among(asked.id, card_ids))
    found = select(Card.id).where(
        Card.member_id.in_(members),
        or_(bulk.among(Card.id, card_ids), bulk.among(Card.joined_into_id, card_ids)),
        or_(
            *(
                select(copy.id)
                .where(copy.business_id == Card.business_id, copy.card_id == Card.id)
                .exists()
                for copy in (ApplePass, GooglePass)
            )
        ),
    )
    return [CardId(each) for each in db.session().scalars(found.order_by(Card.id))]
