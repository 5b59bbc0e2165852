"""The rules of each kind of card: frozen dataclasses, checked, with strict JSON.

A rule added later gets a default that means "as before", so that stored versions keep
their meaning. Nothing here reads the database or the clock.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core import errors, money

MAX_POINTS = 1_000_000_000
MAX_REWARDS = 20
MAX_EXCLUDED = 500
MAX_NAME = 100
MAX_LIMIT = 1_000_000
BASIS = 10_000
SHORTEST_MONTH = 28

BOUNDS: dict[str, tuple[int, int]] = {
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
}
"""Least and greatest value of every number of the rules, for forms and checks."""

_OPTIONAL = {"life_months", "life_days", "spend_max_points", "debt_limit"}


class InvalidRules(errors.Refused):
    """A rule has a value that cannot work; ``field`` names it."""

    code = "invalid_rules"
    sentence = "These rules cannot be saved: check the value of %(field)s."

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class Rounding(StrEnum):
    """How the points of one receipt become whole (R10)."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"


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
        _check_text("rewards", self.name)
        _check_number("rewards", self.points, 1, MAX_POINTS)
        if (self.discount_minor is None) is (self.kind is RewardKind.DISCOUNT):
            raise InvalidRules("rewards")
        if self.discount_minor is not None:
            _check_number("rewards", self.discount_minor, 1, money.MAX_MINOR)
        for limit in (self.per_person, self.per_day, self.stock):
            if limit is not None:
                _check_number("rewards", limit, 1, MAX_LIMIT)
        # More in a day than in all would be a promise that is not kept.
        if self.per_person and self.per_day and self.per_day > self.per_person:
            raise InvalidRules("rewards")


@dataclass(frozen=True, kw_only=True)
class PointsRules:
    """Rules of a points card. Money in minor units, shares in basis points.

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

    def __post_init__(self) -> None:
        """Check every value; raises InvalidRules with the name of a wrong one."""
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if value is not None or name not in _OPTIONAL:
                _check_number(name, value, low, high)
        _check_texts("excluded_categories", self.excluded_categories)
        _check_texts("excluded_skus", self.excluded_skus)
        self._check_life()
        self._check_rewards()

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

    def _check_rewards(self) -> None:
        names = [reward.name for reward in self.rewards]
        if len(names) > MAX_REWARDS or len(set(names)) < len(names):
            raise InvalidRules("rewards")

    def is_excluded(self, *, category: str, sku: str) -> bool:
        """Whether goods of this category or article take no part (R5)."""
        return _has(self.excluded_categories, category) or _has(self.excluded_skus, sku)


@dataclass(frozen=True, kw_only=True)
class NextReward:
    """The nearest reward that is out of reach, and what is missing."""

    name: str
    points: int
    missing: int


KINDS: dict[str, type[PointsRules]] = {"points": PointsRules}
"""Which rules a programme of each kind has; a new kind adds its dataclass here."""


def next_reward(rewards: Sequence[Reward], available: int) -> NextReward | None:
    """The cheapest reward above ``available`` points, or None when all are reached."""
    ahead = [reward for reward in rewards if reward.points > available]
    if not ahead:
        return None
    nearest = min(ahead, key=lambda reward: reward.points)
    return NextReward(
        name=nearest.name, points=nearest.points, missing=nearest.points - available
    )


def to_json(rules: PointsRules) -> dict[str, Any]:
    """The rules as plain JSON values, every field written out."""
    plain = dataclasses.asdict(rules)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in plain.items()
    }


def from_json(kind: str, data: Mapping[str, Any]) -> PointsRules:
    """Read what ``to_json`` wrote; fields that were not known then get their default.

    Raises:
        InvalidRules: an unknown kind or key, or a value that cannot work.
    """
    if kind not in KINDS:
        raise InvalidRules("kind")
    known = {field.name for field in dataclasses.fields(KINDS[kind])}
    for name in data:
        if name not in known:
            raise InvalidRules(name)
    return KINDS[kind](**{name: _read(name, value) for name, value in data.items()})


def _read(name: str, value: Any) -> Any:
    choices: dict[str, type[StrEnum]] = {
        "rounding": Rounding,
        "life_end": LifeEnd,
        "refund_mode": RefundMode,
    }
    if name in choices:
        try:
            return choices[name](value)
        except ValueError:
            raise InvalidRules(name) from None
    if name == "rewards":
        return _read_rewards(value)
    if name in {"excluded_categories", "excluded_skus"}:
        return _read_list(name, value)
    return value


def _read_rewards(value: Any) -> tuple[Reward, ...]:
    """Rewards of any age: those of before kinds are presents without limits."""
    known = {field.name for field in dataclasses.fields(Reward)}
    rewards = []
    for reward in _read_list("rewards", value):
        if not isinstance(reward, dict) or not {"name", "points"} <= set(reward):
            raise InvalidRules("rewards")
        if not set(reward) <= known:
            raise InvalidRules("rewards")
        rewards.append(Reward(**reward | {"kind": _read_kind(reward)}))
    return tuple(rewards)


def _read_kind(reward: Mapping[str, Any]) -> RewardKind:
    try:
        return RewardKind(reward.get("kind", RewardKind.GIFT))
    except ValueError:
        raise InvalidRules("rewards") from None


def _read_list(name: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidRules(name)
    return tuple(value)


def _check_number(name: str, value: Any, low: int, high: int) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not low <= value <= high:
        raise InvalidRules(name)


def _check_text(name: str, value: Any) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME:
        raise InvalidRules(name)
    if any(character < " " for character in value):
        raise InvalidRules(name)


def _check_texts(name: str, values: tuple[str, ...]) -> None:
    if len(values) > MAX_EXCLUDED:
        raise InvalidRules(name)
    for value in values:
        _check_text(name, value)


def _has(names: tuple[str, ...], wanted: str) -> bool:
    if not names or not wanted:
        return False
    folded = wanted.strip().casefold()
    return any(name.strip().casefold() == folded for name in names)
