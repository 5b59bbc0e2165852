"""Reactions to facts: rewards for actions, levels of cards that were joined."""

from collections.abc import Sequence

from sqlalchemy import update

from app.cards.events import CardChanged, CardErased
from app.core import clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId
from app.incentives import actions, levels
from app.incentives.events import ActionDone
from app.incentives.models import CardLevel
from app.programmes import queries as programmes
from app.programmes.target_actions import Action


def reward(fact: ActionDone) -> None:
    """Give what is promised for an action; a repeat gives nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        actions.reward(
            card_id=CardId(fact.card_id),
            action=Action(fact.action),
            occurrence=fact.occurrence,
        )


@outbox.states(of=lambda fact: (fact.business_id, fact.card_id))
def review_merged(facts: Sequence[CardChanged]) -> None:
    """Let purchases of joined cards count together, and apart once they are parted (E36)."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        changed = [CardId(fact.card_id) for fact in facts]
        for card_id, programme_id in levels.merged(changed):
            version = programmes.current(programme_id, clock.now())
            if version.rules.levels:
                with db.writing():
                    levels.review_shown(card_id, version, "joined")


@outbox.state(of=lambda fact: (fact.business_id, fact.card_id))
def forget_words(fact: CardErased) -> None:
    """Leave no word about the holder of an erased card; a repeat changes nothing."""
    with tenancy.scope(BusinessId(fact.business_id)), db.writing():
        db.session().execute(
            update(CardLevel)
            .where(CardLevel.card_id == fact.card_id)
            .values(given_reason="")
        )
