"""Item promotions of a card: chosen goods for less, at chosen times (rows 4, 15; R11)."""

from dataclasses import dataclass, field

from app.core import money
from app.programmes.checking import BASIS, InvalidRules, check_number, check_text
from app.programmes.goods import Goods
from app.programmes.windows import Window

MAX_PROMOTIONS = 20


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """Money off chosen goods.

    Attributes:
        name: what guest and cashier call it, in the business's own words.
        goods: what it is about.
        window: when it holds, by the clock of the outlet.
        share_basis_points: part that is taken off; or
        item_minor: money that is taken off each piece.
        is_instead: whether it takes the place of the card's own discount on a line
            where it is better, instead of both being taken off.
    """

    name: str
    goods: Goods = field(default_factory=Goods)
    window: Window = field(default_factory=Window)
    share_basis_points: int = 0
    item_minor: int = 0
    is_instead: bool = False

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_text("promotions", self.name)
        check_number("promotions", self.share_basis_points, 0, BASIS)
        check_number("promotions", self.item_minor, 0, money.MAX_MINOR)
        if (self.share_basis_points > 0) is (self.item_minor > 0):
            raise InvalidRules("promotions")
