"""Rewards for target actions: what a guest does, and what that brings (rows 1 to 5; E41)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.core import money
from app.programmes.checking import InvalidRules, check_number, check_text
from app.programmes.goods import Goods
from app.programmes.windows import Window

MAX_ACTIONS = 20
MAX_POINTS = 1_000_000
MAX_TIMES = 1_000_000
MAX_DAYS = 3660
MAX_ORDINAL = 1000
MAX_MILLI = 1_000_000_000
BIRTHDAY_EVERY = timedelta(days=365)
"""Nobody has two birthdays within so many days, whatever date they give (E41)."""


class Action(StrEnum):
    """What is rewarded."""

    PURCHASE = "purchase"
    GOODS = "goods"
    WALLET = "wallet"
    BIRTHDAY = "birthday"
    PROFILE = "profile"
    CONTACT = "contact"
    SURVEY = "survey"


BY_PURCHASE = (Action.PURCHASE, Action.GOODS)
"""What a receipt does, and its return takes back."""

AGAIN_AND_AGAIN = (Action.GOODS, Action.BIRTHDAY, Action.SURVEY)
"""What one person can do more than once."""


@dataclass(frozen=True, kw_only=True)
class ActionReward:
    """Points for something that a guest does.

    Attributes:
        name: what guest and cashier call it, in the business's own words.
        action: what has to be done.
        points: what it brings, in the unit of the card.
        hold_days: days before they can be spent.
        life_days: days that they live; None: as long as the card's own points.
        ordinal: of purchases, which one: 1 is the first.
        within_days: how many days after the one before it at most; 0: whenever.
        min_receipt_minor: least money paid for the receipt.
        goods: which goods; of chosen goods only.
        min_quantity_milli: how much of them, in thousandths.
        window: when it holds, by the clock of the outlet, or of the business.
        days_before: how long before the birthday it is given.
        per_person: how often one person can get it; None: no limit.
        every_days: how many days have to lie between two of one person.
        in_total: how often it can be given at all; None: no limit.
    """

    name: str
    action: Action
    points: int
    hold_days: int = 0
    life_days: int | None = None
    ordinal: int = 1
    within_days: int = 0
    min_receipt_minor: int = 0
    goods: Goods = field(default_factory=Goods)
    min_quantity_milli: int = 0
    window: Window = field(default_factory=Window)
    days_before: int = 0
    per_person: int | None = 1
    every_days: int = 0
    in_total: int | None = None

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        check_text("actions", self.name)
        check_number("actions", self.points, 1, MAX_POINTS)
        check_number("actions", self.hold_days, 0, 365)
        check_number("actions", self.ordinal, 1, MAX_ORDINAL)
        check_number("actions", self.within_days, 0, MAX_DAYS)
        check_number("actions", self.min_receipt_minor, 0, money.MAX_MINOR)
        check_number("actions", self.min_quantity_milli, 0, MAX_MILLI)
        check_number("actions", self.days_before, 0, 60)
        check_number("actions", self.every_days, 0, MAX_DAYS)
        for limit in (self.per_person, self.in_total):
            if limit is not None:
                check_number("actions", limit, 1, MAX_TIMES)
        self._check_life()
        self._check_meaning()

    def _check_life(self) -> None:
        if self.life_days is None:
            return
        check_number("actions", self.life_days, 1, MAX_DAYS)
        # Points must not end before they can be spent.
        if self.life_days <= self.hold_days:
            raise InvalidRules("actions")

    def _check_meaning(self) -> None:
        """What does not belong to the action would be a promise that nobody keeps."""
        is_purchase = self.action is Action.PURCHASE
        if (self.ordinal > 1 or self.within_days) and not is_purchase:
            raise InvalidRules("actions")
        # There is none before the first that days could be counted from.
        if self.within_days and self.ordinal == 1:
            raise InvalidRules("actions")
        if self.min_quantity_milli and self.action is not Action.GOODS:
            raise InvalidRules("actions")
        if self.goods.is_everything is (self.action is Action.GOODS):
            raise InvalidRules("actions")
        if self.days_before and self.action is not Action.BIRTHDAY:
            raise InvalidRules("actions")
        if self.min_receipt_minor and self.action not in BY_PURCHASE:
            raise InvalidRules("actions")
        if self.per_person != 1 and self.action not in AGAIN_AND_AGAIN:
            raise InvalidRules("actions")

    @property
    def most(self) -> int | None:
        """How often one person can get it; a birthday comes every year (E41)."""
        if self.action is Action.BIRTHDAY and self.per_person == 1:
            return None
        return self.per_person


def birthday_in(year: int, born_on: date) -> date:
    """The birthday of a year: of 29 February, 28 February in common years (E41)."""
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def near_birthday(born_on: date, today: date, days_before: int) -> date | None:
    """The birthday for which a present is due today: it is not over; else None (E41).

    Presents come from ``days_before`` days before the day until its end, so that a day
    on which nothing ran costs nobody theirs.
    """
    for year in (today.year, today.year + 1):
        day = birthday_in(year, born_on)
        if day - timedelta(days=days_before) <= today <= day and born_on < day:
            return day
    return None
