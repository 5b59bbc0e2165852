"""Facts about what guests do; whoever sees it happen records them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ActionDone:
    """A guest did something that a rule may reward.

    ``action`` is one of ``programmes.target_actions.Action``; ``occurrence`` is what
    makes it this one, so that a repeat of the fact brings nothing.
    """

    business_id: int
    card_id: int
    action: str
    occurrence: str


@dataclass(frozen=True, kw_only=True)
class RewardGiven:
    """A rule rewarded a guest; ``turn`` counts how often for the same occurrence."""

    business_id: int
    card_id: int
    gain_id: int
    turn: int


@dataclass(frozen=True, kw_only=True)
class LevelChanged:
    """The level of a card is another one."""

    business_id: int
    card_id: int
    change_id: int
