"""Reactions of the trust to facts."""

from sqlalchemy import update

from app.cards.events import CardErased
from app.core import db, tenancy
from app.core.ids import BusinessId
from app.core.outbox import state
from app.trust.models import Adjustment, Approval, CaseStep, Review


@state(of=lambda fact: (fact.business_id, fact.card_id))
def forget_words(fact: CardErased) -> None:
    """Leave no free text about the holder of a card; a repeat changes nothing (R24)."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        for model, column in (
            (Adjustment, Adjustment.note),
            (CaseStep, CaseStep.text),
            (Review, Review.decision),
            (Approval, Approval.decision),
        ):
            db.session().execute(
                update(model)
                .where(model.card_id == fact.card_id, column != "")
                .values({column: ""})
                .execution_options(synchronize_session=False)
            )
