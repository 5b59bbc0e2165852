"""Visit passes: so many visits in a period, with breaks in it (R22, row 101; E20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from app.core import money
from app.core.locales import mark
from app.programmes.kinds.kind import Kind, Knob, Wheel
from app.programmes.kinds.sold import (
    NOTHING_EARNED,
    SoldRules,
    check_flag,
    last_of,
    unused_share,
)
from app.programmes.rules import Bounds


class Begins(StrEnum):
    """When the period of a pass begins."""

    FIRST_VISIT = "first_visit"
    SALE = "sale"


@dataclass(frozen=True, kw_only=True)
class VisitRules(SoldRules):
    """Rules of a visit pass; its unit is the visit.

    Attributes:
        visits: how many; zero: as many as are wanted.
        days: how many days it lasts, the first one counted.
        begins: when its first day is.
        cooldown_minutes: a second scan within it is the same visit.
        undo_minutes: how long staff can take a visit back.
        freeze_days: most days of all breaks together.
        freeze_times: how many breaks there may be; zero: none.
        visit_price_minor: what a used visit counts when the pass is paid back; zero:
            its share of the price.
        is_owed_after: what is left after its last day can be paid back.
    """

    price_minor: int = 4_000_00
    visits: int = 8
    days: int = 30
    begins: Begins = Begins.FIRST_VISIT
    cooldown_minutes: int = 60
    undo_minutes: int = 15
    freeze_days: int = 14
    freeze_times: int = 1
    visit_price_minor: int = 0
    is_owed_after: bool = False

    fixed: ClassVar[Mapping[str, object]] = NOTHING_EARNED
    bounds: ClassVar[Bounds] = MappingProxyType(
        {
            **SoldRules.bounds,
            "visits": (0, 1000),
            "days": (1, 3660),
            "cooldown_minutes": (0, 24 * 60),
            "undo_minutes": (0, 24 * 60),
            "freeze_days": (0, 366),
            "freeze_times": (0, 24),
            "visit_price_minor": (0, money.MAX_MINOR),
        }
    )

    def __post_init__(self) -> None:
        """Raises InvalidRules."""
        super().__post_init__()
        check_flag("is_owed_after", self.is_owed_after)

    @property
    def is_unlimited(self) -> bool:
        """Whether nobody counts its visits down."""
        return self.visits == 0

    def first_day(self, sold_on: date) -> date | None:
        """The day of the sale, where the period begins with it."""
        return sold_on if self.begins is Begins.SALE else None

    def last_day(self, first: date) -> date | None:
        """The last day of the period, as long as there was no break."""
        return last_of(first, self.days)


@dataclass(frozen=True, kw_only=True)
class Break:
    """Days on which a pass rests, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it is."""
        return (self.last - self.first).days + 1

    def has(self, day: date) -> bool:
        """Whether it rests on a day."""
        return self.first <= day <= self.last

    def meets(self, other: "Break") -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last


class NoBreak(StrEnum):
    """Why a break is not possible."""

    BACKWARDS = "backwards"
    IN_THE_PAST = "in_the_past"
    NOT_BEGUN = "not_begun"
    AFTER_THE_END = "after_the_end"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TWICE = "twice"


def through(first: date, breaks: Sequence[Break], rules: VisitRules) -> date:
    """The last day of a pass: every day of a break is added at the end (E20)."""
    return last_of(first, rules.days, sum(each.days for each in breaks))


def why_no_break(
    wanted: Break,
    breaks: Sequence[Break],
    *,
    period: tuple[date | None, date | None],
    today: date,
    rules: VisitRules,
) -> NoBreak | None:
    """What stands against a break, or None; ``period`` is the pass's first and last day."""
    first, last = period
    if first is None or last is None:
        # The period has not begun: there is nothing that could run out meanwhile.
        return NoBreak.NOT_BEGUN
    days = sum(each.days for each in breaks) + wanted.days
    reasons = {
        NoBreak.BACKWARDS: wanted.last < wanted.first,
        NoBreak.IN_THE_PAST: wanted.first < today,
        NoBreak.AFTER_THE_END: not first <= wanted.first <= last,
        NoBreak.TWICE: any(wanted.meets(each) for each in breaks),
        NoBreak.TOO_MANY: len(breaks) >= rules.freeze_times,
        NoBreak.TOO_LONG: days > rules.freeze_days,
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)


def shortened(broken: Break, today: date) -> Break | None:
    """What is left of a break that ends before ``today``; None: nothing."""
    if today <= broken.first:
        return None
    return Break(first=broken.first, last=min(broken.last, today - timedelta(days=1)))


def is_same_visit(before: datetime, at: datetime, rules: VisitRules) -> bool:
    """Whether a scan belongs to the visit before it (E20).

    By time that has passed, so that no change of the clock makes two visits of one.
    """
    return at - before < timedelta(minutes=rules.cooldown_minutes)


def refund(
    price_minor: int,
    used: int,
    rules: VisitRules,
    *,
    days_used: int,
    days: int,
) -> int:
    """What is paid back for what is unused: by visits, or by days if unlimited (E20)."""
    if rules.is_unlimited:
        return unused_share(price_minor, days_used, days)
    if rules.visit_price_minor:
        return max(price_minor - used * rules.visit_price_minor, 0)
    return unused_share(price_minor, used, rules.visits)


VISITS = Kind(
    name="visits",
    unit="visit",
    rules=VisitRules,
    title=mark("Visit pass"),
    purpose=mark("So many visits in a period, one for each scan."),
    guest=mark("The visits that are left, and until when."),
    art="visits",
    parts=("begins",),
    knobs=(
        Knob(
            name="price_minor",
            label=mark("Price"),
            wheel=Wheel.MONEY,
        ),
        Knob(
            name="visits",
            label=mark("Visits; 0 for as many as are wanted"),
        ),
        Knob(
            name="days",
            label=mark("How many days it lasts"),
        ),
        Knob(
            name="cooldown_minutes",
            label=mark("A second scan within so many minutes is the same visit"),
        ),
        Knob(
            name="undo_minutes",
            label=mark("A visit can be taken back for so many minutes"),
        ),
        Knob(
            name="freeze_times",
            label=mark("How many breaks"),
        ),
        Knob(
            name="freeze_days",
            label=mark("Days of all breaks together"),
        ),
        Knob(
            name="visit_price_minor",
            label=mark("A used visit counts at a refund; 0 for its share of the price"),
            wheel=Wheel.MONEY,
        ),
        Knob(
            name="is_owed_after",
            label=mark("What is left after the last day is paid back"),
            wheel=Wheel.FLAG,
        ),
    ),
    is_sold=True,
)
