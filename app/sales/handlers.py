"""Reactions of the sales to facts."""

from app.cards.events import CardErased
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId
from app.core.outbox import state
from app.sales import erasures


@state(of=lambda fact: (fact.business_id, fact.card_id))
def forget_words(fact: CardErased) -> None:
    """Leave no free text about the holder of a card; a repeat changes nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        erasures.forget_words(CardId(fact.card_id))
