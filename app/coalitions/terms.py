"""What two partners agree on, and the arithmetic of their accounts (R19, E26): pure.

Prices are in hundredths of a minor unit of the contract's currency, and so is every
claim: nothing is rounded before a statement is. Each side's points have a price, which
their issuer pays for each that is spent at the partner, and a worth at its till.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.core import errors, money

HUNDREDTHS = 100
BOUNDS: Mapping[str, tuple[int, int]] = {
    "price": (1, 1_000_000_00),
    "worth_minor": (1, 1_000_000),
    "credit_minor": (0, money.MAX_MINOR),
    "member_day_points": (1, 1_000_000_000),
    "day_points": (1, 1_000_000_000),
    "dispute_days": (1, 60),
    "notice_days": (0, 365),
}
MAX_PROGRAMMES = 50


class InvalidTerms(errors.Refused):
    """A term has a value that cannot work; ``field`` names it."""

    code = "invalid_terms"
    sentence = "These terms cannot be saved: check the value of %(field)s."

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class Cover(StrEnum):
    """What stands behind a partner's points until they are settled."""

    CREDIT = "credit"
    POOL = "pool"


@dataclass(frozen=True, kw_only=True)
class SideTerms:
    """One side's points.

    Attributes:
        price: what their issuer pays for one, in hundredths of a minor unit.
        worth_minor: what one pays at the partner's till, in the partner's money.
        credit_minor: the most their issuer may owe; not counted with a pool.
        programmes: the issuer's cards that take part.
    """

    price: int
    worth_minor: int
    credit_minor: int
    programmes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidTerms."""
        for name in ("price", "worth_minor", "credit_minor"):
            _check(name, getattr(self, name))
        if len(self.programmes) > MAX_PROGRAMMES:
            raise InvalidTerms("programmes")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A contract between the side that invited (first) and its partner (second).

    Attributes:
        currency: in what is accounted for.
        cover: credit limits, or a pool that is paid into beforehand.
        member_day_points: most points of a partner that one card spends in a day.
        day_points: most points of a side that are spent at the other in a day.
        dispute_days: how long a statement can be disputed.
        notice_days: how long the contract runs on after a notice.
    """

    currency: str
    first: SideTerms
    second: SideTerms
    cover: Cover = Cover.CREDIT
    member_day_points: int = 1_000
    day_points: int = 100_000
    dispute_days: int = 10
    notice_days: int = 30

    def __post_init__(self) -> None:
        """Raises InvalidTerms."""
        for name in ("member_day_points", "day_points", "dispute_days", "notice_days"):
            _check(name, getattr(self, name))

    def side(self, *, is_first: bool) -> SideTerms:
        """The terms of one side's points."""
        return self.first if is_first else self.second


def _check(name: str, value: Any) -> None:
    low, high = BOUNDS[name]
    if type(value) is not int or not low <= value <= high:
        raise InvalidTerms(name)


def stored(terms: Terms) -> dict[str, Any]:
    """The terms as JSON keeps them."""
    return asdict(terms)


def read(kept: Mapping[str, Any]) -> Terms:
    """The terms of stored JSON."""
    sides = {
        name: SideTerms(**{**kept[name], "programmes": tuple(kept[name]["programmes"])})
        for name in ("first", "second")
    }
    return Terms(**{**kept, **sides, "cover": Cover(kept["cover"])})


def claim(points: int, price: int) -> int:
    """What points of a price come to, in hundredths of a minor unit."""
    return points * price


def to_minor(hundredths: int) -> int:
    """A sum of claims in minor units, half up away from zero: the same for both sides."""
    rounded = money.divide_half_up(abs(hundredths), HUNDREDTHS)
    return rounded if hundredths >= 0 else -rounded


@dataclass(frozen=True, kw_only=True)
class Netting:
    """What two sides owe each other, netted (E26).

    ``first`` is what the first side owes for its points that were spent at the second.
    """

    first: int
    second: int

    @property
    def net(self) -> int:
        """What the first pays the second; negative: the other way round."""
        return self.first - self.second

    @property
    def net_minor(self) -> int:
        """The same in whole minor units."""
        return to_minor(self.net)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """A side's points in a common budget: issued, and spent anywhere (E26)."""

    issued: int
    spent_at_own: int
    others_spent_here: int


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A common budget that every point is paid into, and paid out of when it is spent."""

    paid_in: tuple[int, int]
    paid_out: tuple[int, int]

    @property
    def left(self) -> int:
        """What is left for points that nobody has spent yet."""
        return sum(self.paid_in) - sum(self.paid_out)


def pool(terms: Terms, first: Pooled, second: Pooled) -> Pool:
    """The common budget after both sides issued and took points (E26).

    Each side pays in the price of the points it issued, and gets the price of all that
    were spent at its tills, its own and the partner's.
    """
    return Pool(
        paid_in=(
            claim(first.issued, terms.first.price),
            claim(second.issued, terms.second.price),
        ),
        paid_out=(
            claim(first.spent_at_own, terms.first.price)
            + claim(first.others_spent_here, terms.second.price),
            claim(second.spent_at_own, terms.second.price)
            + claim(second.others_spent_here, terms.first.price),
        ),
    )
