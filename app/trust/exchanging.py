"""Rewards for points, seen by trust: nothing is exchanged while a card is checked."""

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.core import clock, tenancy
from app.core.ids import AwardId, CardId
from app.rewards import actions as rewards
from app.sales import static_codes
from app.trust import cases
from app.trust.errors import SpendingBlocked


def order(
    *,
    card_id: CardId,
    reward_key: str,
    actor: str,
    code_is_rotating: bool | None = None,
) -> AwardId:
    """Exchange points for a reward; raises SpendingBlocked and what ``order`` does."""
    if cases.is_blocked(card_id):
        raise SpendingBlocked
    return rewards.order(
        card_id=card_id,
        reward_key=reward_key,
        actor=actor,
        code_is_rotating=code_is_rotating,
        static_spent=_spent_today(card_id) if code_is_rotating is False else 0,
    )


def _spent_today(card_id: CardId) -> int:
    """What codes without proof have spent; of two at once, one waits for the other."""
    zone = businesses.by_id(tenancy.current()).zone
    return static_codes.spent_on_day(cards.touch(card_id).id, clock.now(), zone)
