"""What a promotion gives and when: pure, no database, no clock."""

from dataclasses import dataclass, field
from datetime import datetime

from app.core import money
from app.programmes.discounts import WhyNot
from app.programmes.goods import Goods
from app.programmes.rules import BASIS, InvalidRules
from app.programmes.windows import Window

MAX_LIMIT = 1_000_000_000
SOURCE = "offer"
"""The source of these discounts, on receipts and in what sales tell us of them."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a promotion takes off, and for whom, when and how often it does.

    Attributes:
        share_basis_points: part of the goods' price; or
        amount_minor: money off them all together.
        max_minor: most that it takes off one cheque.
        min_minor: least cheque from which it holds.
        goods: what it is about.
        window: days, weekdays and hours by the clock of the outlet.
        is_first_only: only with a guest's first purchase.
        per_person: how often one guest may use it; None: as often as they like.
        total: how often it may be used in all.
        is_exclusive: not together with the card's own discount; the better one counts.
    """

    share_basis_points: int = 0
    amount_minor: int = 0
    max_minor: int | None = None
    min_minor: int = 0
    goods: Goods = field(default_factory=Goods)
    window: Window = field(default_factory=Window)
    is_first_only: bool = False
    per_person: int | None = None
    total: int | None = None
    is_exclusive: bool = False

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        if (self.share_basis_points > 0) is (self.amount_minor > 0):
            raise InvalidRules("share_basis_points")
        bounds = {
            "share_basis_points": (0, BASIS),
            "amount_minor": (0, money.MAX_MINOR),
            "max_minor": (1, money.MAX_MINOR),
            "min_minor": (0, money.MAX_MINOR),
            "per_person": (1, MAX_LIMIT),
            "total": (1, MAX_LIMIT),
        }
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InvalidRules(name)

    @property
    def is_limited(self) -> bool:
        """Whether uses have to be counted before there is another."""
        return self.per_person is not None or self.total is not None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a promotion when a cheque asks for it.

    ``by_member`` and ``in_all`` count uses that were not freed.
    """

    is_running: bool
    is_here: bool
    is_theirs: bool
    has_bought: bool
    by_member: int
    in_all: int


def why_not(terms: Terms, standing: Standing, local: datetime) -> WhyNot | None:
    """What stands against it, whatever is in the cheque; None: nothing."""
    if not standing.is_theirs or (terms.is_first_only and standing.has_bought):
        return WhyNot.NOT_YOURS
    if not standing.is_here:
        return WhyNot.NOT_HERE
    if not standing.is_running or not terms.window.holds(local):
        return WhyNot.NOT_NOW
    if terms.per_person is not None and standing.by_member >= terms.per_person:
        return WhyNot.USED_UP
    if terms.total is not None and standing.in_all >= terms.total:
        return WhyNot.USED_UP
    return None
