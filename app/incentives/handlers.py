"""Reactions to facts: rewards for actions, levels of cards that were joined."""

from app.cards.events import CardChanged
from app.core import clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId
from app.incentives import actions, levels
from app.incentives.events import ActionDone
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


@outbox.state(of=lambda fact: (fact.business_id, fact.card_id))
def review_joined(fact: CardChanged) -> None:
    """Let what was bought with a card count for the one it was joined into (E36)."""
    card_id = CardId(fact.card_id)
    with tenancy.scope(BusinessId(fact.business_id)):
        programme_id = levels.joined_programme(card_id)
        if programme_id is None:
            return
        version = programmes.current(programme_id, clock.now())
        if version.rules.levels:
            with db.writing():
                levels.review_shown(card_id, version, "joined")
