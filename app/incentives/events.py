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
