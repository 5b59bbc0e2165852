"""The rules of a card: a frozen dataclass that checks itself.

A rule added later gets a default that means "as before", so that stored versions keep
their meaning. Nothing here reads the database or the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType, NoneType
from typing import ClassVar, get_args, get_type_hints

from app.core import money
from app.programmes import earning
from app.programmes.boosts import MAX_BOOSTS, Boost
from app.programmes.checking import (
    BASIS,
    MAX_EXCLUDED,
    MAX_NAME,
    InvalidRules,
    check_named,
    check_number,
    check_text,
    check_texts,
    names,
)
from app.programmes.earning import Rounding
from app.programmes.goods import Goods
from app.programmes.levels import Level, LevelMeasure, LevelRules, check_levels
from app.programmes.promotions import MAX_PROMOTIONS, Promotion
from app.programmes.purchases import Earned, Purchase, Reduced, Unearned
from app.programmes.referral import Referral
from app.programmes.target_actions import MAX_ACTIONS, ActionReward
from app.programmes.tiers import Tier, check_tiers

__all__ = [
    "BASIS",
    "BOUNDS",
    "MAX_EXCLUDED",
    "MAX_LIMIT",
    "MAX_NAME",
    "MAX_POINTS",
    "MAX_REWARDS",
    "Bounds",
    "CardRules",
    "InvalidRules",
    "LifeEnd",
    "NextReward",
    "RefundMode",
    "Reward",
    "RewardKind",
    "Rounding",
    "check_number",
    "check_text",
    "check_texts",
    "names",
    "next_reward",
]

MAX_POINTS = 1_000_000_000
MAX_REWARDS = 20
MAX_LIMIT = 1_000_000
SHORTEST_MONTH = 28

Bounds = Mapping[str, tuple[int, int]]

BOUNDS: Bounds = {
    "rate_basis_points": (0, BASIS),
    "step_minor": (0, money.MAX_MINOR),
    "hold_days": (0, 365),
    "life_months": (1, 120),
    "life_days": (1, 3660),
    "spend_share_basis_points": (0, BASIS),
    "spend_max_points": (1, MAX_POINTS),
    "min_receipt_minor": (0, money.MAX_MINOR),
    "min_line_money_minor": (0, money.MAX_MINOR),
    "point_value_minor": (1, 1_000_000),
    "unprotected_spend_points": (0, MAX_POINTS),
    "static_spend_points": (0, MAX_POINTS),
    "grace_days": (0, 365),
    "debt_limit": (0, MAX_POINTS),
    "level_months": (1, 60),
    "level_grace_days": (0, 365),
}
"""Least and greatest value of every number of the rules, for forms and checks."""


class LifeEnd(StrEnum):
    """Up to which end the last day of a lot is moved (R4)."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"


class RefundMode(StrEnum):
    """What happens when earned points are gone before the goods come back (R8)."""

    DEBT = "debt"
    FLOOR = "floor"


class RewardKind(StrEnum):
    """What a reward is: a present, a service, money off, an item of the menu."""

    GIFT = "gift"
    ITEM = "item"
    SERVICE = "service"
    DISCOUNT = "discount"


@dataclass(frozen=True, kw_only=True)
class Reward:
    """Something to look forward to: what it is, and how many points it takes.

    Attributes:
        name: in the business's own words.
        points: its price.
        kind: what it is.
        discount_minor: how much money is taken off; of a discount only, and always.
        per_person: how many one person can get in all; None: no limit.
        per_day: how many one person can get on one day.
        stock: how many there are; None: as many as are wanted.
    """

    name: str
    points: int
    kind: RewardKind = RewardKind.GIFT
    discount_minor: int | None = None
    per_person: int | None = None
    per_day: int | None = None
    stock: int | None = None

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_text("rewards", self.name)
        check_number("rewards", self.points, 1, MAX_POINTS)
        if (self.discount_minor is None) is (self.kind is RewardKind.DISCOUNT):
            raise InvalidRules("rewards")
        if self.discount_minor is not None:
            check_number("rewards", self.discount_minor, 1, money.MAX_MINOR)
        for limit in (self.per_person, self.per_day, self.stock):
            if limit is not None:
                check_number("rewards", limit, 1, MAX_LIMIT)
        # More in a day than in all would be a promise that is not kept.
        if self.per_person and self.per_day and self.per_day > self.per_person:
            raise InvalidRules("rewards")

    @property
    def key(self) -> str:
        """What stays of it over versions of the rules: limits and stock count by it."""
        return " ".join(self.name.split()).casefold()


@dataclass(frozen=True, kw_only=True)
class CardRules:
    """What every kind of card answers to the engine: one set of rules, one arithmetic.

    A kind is a subclass that fixes some of these values and adds its own
    (``programmes.kinds``). Money in minor units, shares in basis points; "points" are
    the unit of the card, whatever its kind calls them.


    Attributes:
        rate_basis_points: part of the money paid that comes back, by value.
        step_minor: when not zero, one point per step instead of a rate; what does not
            make a step is carried to the next receipt (E44).
        hold_days: days before points can be spent (R3).
        life_months: months that points live (R4); or ``life_days``; neither: for ever.
        spend_share_basis_points: most that points may cover of the eligible subtotal.
        spend_max_points: most points on one receipt.
        min_receipt_minor: least receipt on which points can be spent (R12).
        min_line_money_minor: least money to pay for each line (E11).
        excluded_categories: goods that neither earn nor are paid with points (R5).
        point_value_minor: what one point is worth when spent.
        unprotected_spend_points: most points on one receipt from a card that no
            verified contact protects.
        static_spend_points: most points on one receipt when the code shown was not the
            rotating one; 0 accepts the rotating one only.
        grace_days: life of points that come back after they expired (R7).
        debt_limit: most points a member may owe; the rest is the business's loss.
        tiers: the card's own discount, by the sum of purchases so far; of goods that
            take part, and ``tier_goods`` only (rows 13 to 15; E16, E17).
        promotions: chosen goods for less (R11).
        boosts: chosen goods or hours that earn more (rows 4, 18; E42).
        spends_on_first_day: whether points can be spent on the day of sign-up (R12).
        levels: who buys much is better off (R9); reached by ``level_by`` within
            ``level_months``, lost ``level_grace_days`` after it is not enough any more.
        actions: what else is rewarded, once it is done (rows 1 to 5).
        referral: what both sides get when a member brings a friend (row 6, E25).
    """

    rate_basis_points: int = 500
    step_minor: int = 0
    rounding: Rounding = Rounding.FLOOR
    hold_days: int = 0
    life_months: int | None = None
    life_days: int | None = None
    life_end: LifeEnd = LifeEnd.DAY
    spend_share_basis_points: int = BASIS
    spend_max_points: int | None = None
    min_receipt_minor: int = 0
    min_line_money_minor: int = 0
    excluded_categories: tuple[str, ...] = ()
    excluded_skus: tuple[str, ...] = ()
    point_value_minor: int = 100
    unprotected_spend_points: int = 300
    static_spend_points: int = 300
    grace_days: int = 14
    refund_mode: RefundMode = RefundMode.DEBT
    debt_limit: int | None = None
    rewards: tuple[Reward, ...] = ()
    tiers: tuple[Tier, ...] = ()
    tier_goods: Goods = field(default_factory=Goods)
    promotions: tuple[Promotion, ...] = ()
    boosts: tuple[Boost, ...] = ()
    spends_on_first_day: bool = True
    levels: tuple[Level, ...] = ()
    level_by: LevelMeasure = LevelMeasure.SPENT
    level_months: int = 12
    level_grace_days: int = 30
    actions: tuple[ActionReward, ...] = ()
    referral: Referral | None = None

    bounds: ClassVar[Bounds] = BOUNDS
    fixed: ClassVar[Mapping[str, object]] = MappingProxyType({})

    def __post_init__(self) -> None:
        """Check every value; raises InvalidRules with the name of a wrong one."""
        for name, value in self.fixed.items():
            if getattr(self, name) != value:
                raise InvalidRules(name)
        for name, (low, high) in self.bounds.items():
            value = getattr(self, name)
            if value is not None or name not in _optional(type(self)):
                check_number(name, value, low, high)
        check_texts("excluded_categories", self.excluded_categories)
        check_texts("excluded_skus", self.excluded_skus)
        check_tiers(self.tiers)
        check_named("promotions", (own.name for own in self.promotions), MAX_PROMOTIONS)
        check_named("boosts", (own.name for own in self.boosts), MAX_BOOSTS)
        check_named("rewards", (own.name for own in self.rewards), MAX_REWARDS)
        check_levels(self.levels)
        check_named("actions", (own.name for own in self.actions), MAX_ACTIONS)
        self._check_life()
        self._check_boosts()
        self._check_levels()

    def _check_life(self) -> None:
        if self.life_months is not None and self.life_days is not None:
            raise InvalidRules("life_days")
        # Points must not end before they can be spent.
        if self.life_days is not None and self.life_days <= self.hold_days:
            raise InvalidRules("life_days")
        if (
            self.life_months is not None
            and self.life_months * SHORTEST_MONTH <= self.hold_days
        ):
            raise InvalidRules("life_months")

    def _check_boosts(self) -> None:
        # Steps have no rate that could be lifted.
        if self.step_minor and any(not boost.item_points for boost in self.boosts):
            raise InvalidRules("boosts")

    def _check_levels(self) -> None:
        # Neither steps nor a kind without a rate have one that could be lifted.
        has_rate = not self.step_minor and "rate_basis_points" not in self.fixed
        if not has_rate and any(level.lifts_rate for level in self.levels):
            raise InvalidRules("levels")

    @property
    def level_rules(self) -> LevelRules:
        """How levels are reached and kept."""
        return LevelRules(
            levels=self.levels,
            months=self.level_months,
            grace_days=self.level_grace_days,
        )

    @property
    def counts_month(self) -> bool:
        """Whether earning asks what the card has earned in this month already."""
        return False

    def earned(self, purchase: Purchase) -> Earned:
        """What a purchase earns, in the unit of the card (R5, R10, E44, E45)."""
        return earning.earned(purchase, self)

    def unearned(self, back: Reduced) -> Unearned:
        """What a return of some lines takes back: the same total in any order (R6)."""
        return earning.unearned(back, self)

    def carried_undone(self, back: Reduced) -> int:
        """The card's carry once a whole receipt never was (E44)."""
        return earning.carried_undone(back, self)

    @property
    def automatic(self) -> Reward | None:
        """The reward that comes by itself as soon as its price stands on the card."""
        return None

    def reward_of(self, key: str) -> Reward | None:
        """The reward with a key, if these rules offer it."""
        return next((reward for reward in self.rewards if reward.key == key), None)

    def is_excluded(self, *, category: str, sku: str) -> bool:
        """Whether goods of this category or article take no part (R5)."""
        return names(self.excluded_categories, category) or names(
            self.excluded_skus, sku
        )


@dataclass(frozen=True, kw_only=True)
class NextReward:
    """The nearest reward that is out of reach, and what is missing."""

    name: str
    points: int
    missing: int


def next_reward(rewards: Sequence[Reward], available: int) -> NextReward | None:
    """The cheapest reward above ``available`` points, or None when all are reached."""
    ahead = [reward for reward in rewards if reward.points > available]
    if not ahead:
        return None
    nearest = min(ahead, key=lambda reward: reward.points)
    return NextReward(
        name=nearest.name, points=nearest.points, missing=nearest.points - available
    )


def _optional(rules: type[CardRules]) -> frozenset[str]:
    hints = get_type_hints(rules)
    return frozenset(name for name in hints if NoneType in get_args(hints[name]))
