"""Rewards for points, seen by trust: nothing is exchanged while a card is checked."""

from app.core.ids import AwardId, CardId
from app.rewards import actions as rewards
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
    )
