"""The card's own discount: one step from zero is fixed, more of them grow (rows 13–15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.core import money
from app.programmes.checking import BASIS, InvalidRules, check_number

MAX_TIERS = 20


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A step: from which sum of purchases on, which part of the goods is taken off."""

    from_minor: int = 0
    share_basis_points: int

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_number("tiers", self.from_minor, 0, money.MAX_MINOR)
        check_number("tiers", self.share_basis_points, 1, BASIS)


def check_tiers(tiers: Sequence[Tier]) -> None:
    """Refuse steps that do not rise, in sum and in share; raises InvalidRules."""
    if len(tiers) > MAX_TIERS:
        raise InvalidRules("tiers")
    for lower, upper in pairwise(tiers):
        if upper.from_minor <= lower.from_minor:
            raise InvalidRules("tiers")
        if upper.share_basis_points <= lower.share_basis_points:
            raise InvalidRules("tiers")


def tier_at(tiers: Sequence[Tier], bought_minor: int) -> Tier | None:
    """The step that a history of purchases has reached; None below the first (E16)."""
    reached = [tier for tier in tiers if tier.from_minor <= bought_minor]
    return reached[-1] if reached else None


def next_tier(tiers: Sequence[Tier], bought_minor: int) -> Tier | None:
    """The step that comes next; None at the last."""
    return next((tier for tier in tiers if tier.from_minor > bought_minor), None)
