"""Which messages a business sends by itself: all there are, and what it has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit, clock, db, tenancy
from app.core.errors import Refused
from app.core.locales import mark
from app.notifications.kinds import care, offers, points, surveys
from app.notifications.kinds.kind import NoticeKind
from app.notifications.models import Notice
from app.notifications.trigger_models import TriggerRule

STALE = timedelta(days=1)
"""What is older is told no more: a worker that was down must not tell of last week."""

MOST_DAYS = 730
UNUSED_DAYS = 60
COUNTED = timedelta(days=30)


class BadTrigger(Refused):
    """No such trigger, or days out of range."""

    code = "bad_trigger"
    sentence = mark("Enter a number of days from 1 to 730.")


@dataclass(frozen=True)
class Trigger:
    """A message that goes out by itself.

    Attributes:
        when: message id of what sets it off.
        sample: a payload to show its words with.
        days: how many days it waits by default, where a business may choose.
        is_fixed: whether it belongs to the rules and cannot be turned off.
    """

    kind: NoticeKind
    when: str
    sample: Mapping[str, Any]
    days: int | None = None
    is_fixed: bool = False


@dataclass(frozen=True)
class Chosen:
    """A trigger as a business uses it; ``told`` counts the last thirty days."""

    trigger: Trigger
    is_on: bool
    days: int | None
    told: int


_POINTS = {"unit": "point", "balance": 340}
TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        points.RECEIPT,
        mark("After a purchase that earned or spent something"),
        {
            **_POINTS,
            "number": "1204",
            "paid_minor": 120_000,
            "earned": 60,
            "spent": 0,
        },
    ),
    Trigger(
        points.REFUND,
        mark("After goods were returned or a receipt was cancelled"),
        {
            **_POINTS,
            "number": "1204",
            "money_minor": 45_000,
            "returned": 0,
            "clawed": 22,
            "is_undone": False,
        },
    ),
    Trigger(
        points.RELEASED,
        mark("In the morning of the day from which points on hold can be used"),
        {**_POINTS, "amount": 60},
    ),
    Trigger(
        points.EXPIRY,
        mark("30, 7 and 1 days before points end; earlier for those that live less"),
        {"unit": "point", "amount": 120, "last_day": "2027-01-30"},
        is_fixed=True,
    ),
    Trigger(
        points.EXTENDED,
        mark("When points last longer, because three warnings did not arrive"),
        {"unit": "point", "amount": 120, "last_day": "2027-03-01"},
        is_fixed=True,
    ),
    Trigger(
        care.UNUSED,
        mark("When a card with something on it was not used for so many days"),
        {
            "unit": "point",
            "amount": 340,
            "days": UNUSED_DAYS,
            "ending": 120,
            "ends": "2027-01-30",
        },
        days=UNUSED_DAYS,
    ),
    Trigger(
        care.BIRTHDAY,
        mark("With the present, or in the morning of the birthday; once a year"),
        {"unit": "point", "amount": 300, "ends": "2027-02-14"},
    ),
    Trigger(
        care.LEVEL,
        mark("When the level of a card changes"),
        {
            "level": "Silver",
            "is_up": True,
            "why": "Reached by purchases",
            "brings": {"extra_basis_points": 200, "benefits": []},
        },
    ),
    Trigger(
        care.REWARD,
        mark("When something that a guest did is rewarded"),
        {
            "unit": "point",
            "amount": 50,
            "name": "Coffee",
            "usable": "",
        },
    ),
    Trigger(
        care.REFERRAL,
        mark("When a friend joins, buys, or returns the purchase: to both"),
        {"unit": "point", "amount": 200, "step": "bringer", "usable": "2027-01-30"},
    ),
    Trigger(
        offers.GIFT,
        mark("When a guest is given a gift"),
        {"name": "Coffee", "ends": "2027-01-30"},
    ),
    Trigger(
        offers.OFFER,
        mark("When a guest is given a personal offer"),
        {"name": "Coffee", "reason": "", "ends": "2027-01-30"},
    ),
    Trigger(
        offers.GIFT_REMINDER,
        mark("Three days before something ends that was not fetched"),
        {"name": "Coffee", "ends": "2027-01-30"},
    ),
    Trigger(
        offers.ENDING,
        mark("Seven days before a pass, a certificate or a membership ends"),
        {"name": "Coffee", "ends": "2027-01-30"},
    ),
    Trigger(
        surveys.NPS_ASK,
        mark("Once a quarter, when a guest has bought twice in it"),
        {"quarter": "2027-01-01"},
    ),
)
_BY_CODE: Final[Mapping[str, Trigger]] = {each.kind.code: each for each in TRIGGERS}


def is_on(kind: NoticeKind) -> bool:
    """Whether the business in scope tells of this by itself; yes unless it chose not to."""
    if _BY_CODE[kind.code].is_fixed:
        return True
    chosen = db.session().scalar(
        select(TriggerRule.is_on).where(TriggerRule.code == kind.code)
    )
    return chosen is None or chosen


def days_of(kind: NoticeKind) -> int:
    """How many days a trigger waits in the business in scope."""
    chosen = db.session().scalar(
        select(TriggerRule.days).where(TriggerRule.code == kind.code)
    )
    return chosen or _BY_CODE[kind.code].days or 1


def chosen() -> list[Chosen]:
    """Every trigger as the business in scope uses it, in the order of the list."""
    rules = {row.code: row for row in db.session().scalars(select(TriggerRule))}
    counts = db.session().execute(
        select(Notice.kind, func.count())
        .where(Notice.created_at > clock.now() - COUNTED)
        .group_by(Notice.kind)
    )
    told: dict[str, int] = {row[0]: row[1] for row in counts}
    found = []
    for trigger in TRIGGERS:
        rule = rules.get(trigger.kind.code)
        found.append(
            Chosen(
                trigger,
                is_on=trigger.is_fixed or rule is None or rule.is_on,
                days=(rule.days if rule else None) or trigger.days,
                told=told.get(trigger.kind.code, 0),
            )
        )
    return found


def choose(*, code: str, is_on: bool, days: int | None = None) -> None:
    """Turn a trigger on or off and set its days; raises BadTrigger. In ``writing()``."""
    trigger = _BY_CODE.get(code)
    if trigger is None or trigger.is_fixed:
        raise BadTrigger
    if trigger.days is None:
        days = None
    elif days is None or not 1 <= days <= MOST_DAYS:
        raise BadTrigger
    dialect = sqlite if db.is_sqlite() else postgresql
    made = dialect.insert(TriggerRule).values(
        business_id=tenancy.current(), code=code, is_on=is_on, days=days
    )
    db.session().execute(
        made.on_conflict_do_update(
            index_elements=["business_id", "code"], set_={"is_on": is_on, "days": days}
        )
    )
    audit.note("trigger.chosen", subject=f"trigger:{code}", is_on=is_on, days=days)


def is_stale(happened_at: datetime) -> bool:
    """Whether something happened too long ago to be told of."""
    return happened_at < clock.now() - STALE
