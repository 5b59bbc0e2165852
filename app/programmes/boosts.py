"""More points for chosen goods or hours: row 4, row 18, E42."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.programmes.checking import BASIS, InvalidRules, check_number, check_text
from app.programmes.goods import Goods
from app.programmes.purchases import Bought
from app.programmes.windows import Window

MAX_BOOSTS = 20
MAX_FACTOR = 100 * BASIS
MAX_ITEM_POINTS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Boost:
    """What chosen goods earn more.

    Attributes:
        name: what guest and cashier call it, in the business's own words.
        goods: what it is about.
        window: when it holds, by the clock of the outlet (E42).
        factor_basis_points: how often the card's rate counts, 20,000 is double; or
        rate_basis_points: a rate of its own; or
        item_points: points for every piece.
        is_instead: whether a rate of its own, or points, come instead of the card's
            rate on these goods, not on top of it (row 18).
    """

    name: str
    goods: Goods = field(default_factory=Goods)
    window: Window = field(default_factory=Window)
    factor_basis_points: int = 0
    rate_basis_points: int = 0
    item_points: int = 0
    is_instead: bool = False

    def __post_init__(self) -> None:
        """Raises InvalidRules unless it does exactly one thing."""
        check_text("boosts", self.name)
        check_number("boosts", self.factor_basis_points, 0, MAX_FACTOR)
        check_number("boosts", self.rate_basis_points, 0, BASIS)
        check_number("boosts", self.item_points, 0, MAX_ITEM_POINTS)
        ways = (self.factor_basis_points, self.rate_basis_points, self.item_points)
        if sum(way > 0 for way in ways) != 1:
            raise InvalidRules("boosts")
        if self.factor_basis_points and (
            self.factor_basis_points < BASIS or self.is_instead
        ):
            raise InvalidRules("boosts")

    def lifts(self, line: Bought, local: datetime) -> bool:
        """Whether it holds for a line of a receipt that was paid at ``local``."""
        return self.goods.has(
            category=line.category, sku=line.sku
        ) and self.window.holds(local)


def rate_of(rate_basis_points: int, lifting: Iterable[Boost]) -> int:
    """The rate of a line in parts of BASIS times BASIS; extras add up, in any order."""
    rate, extra = rate_basis_points * BASIS, 0
    for boost in lifting:
        if boost.factor_basis_points:
            extra += rate_basis_points * (boost.factor_basis_points - BASIS)
        else:
            extra += boost.rate_basis_points * BASIS
        if boost.is_instead:
            rate = 0
    return rate + extra


def item_points(line: Bought, lifting: Iterable[Boost]) -> int:
    """The points that a line earns by its pieces; none when nothing was paid (E45)."""
    if not line.paid_minor:
        return 0
    return sum(boost.item_points for boost in lifting) * line.pieces
