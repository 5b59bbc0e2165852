"""Reactions of certificates, passes, tickets and memberships to facts."""

from sqlalchemy import update

from app.cards.events import CardErased
from app.core import db, tenancy
from app.core.ids import BusinessId
from app.core.outbox import state
from app.instruments.models import Instrument


@state(of=lambda fact: (fact.business_id, fact.card_id))
def forget_words(fact: CardErased) -> None:
    """Leave no words of who gave a card to its holder; a repeat changes nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        db.session().execute(
            update(Instrument)
            .where(Instrument.card_id == fact.card_id)
            .values(giver="", message="")
        )
