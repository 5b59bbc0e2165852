"""Birthday presents: a few days before, once in 365 days, whatever date is given (E41)."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import extract, select
from sqlalchemy.orm import aliased

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import CardId
from app.incentives import actions
from app.incentives.models import ActionGain
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.target_actions import (
    BIRTHDAY_EVERY,
    Action,
    birthday_in,
    near_birthday,
)

_given_to = aliased(Card)
MORNING = 9
"""The local hour from which presents are given: nobody is woken by one."""


def give_due() -> int:
    """Give the presents of today in the open business; how many.

    Each in a transaction of its own; called again, it finds nothing left to do.
    """
    zone = businesses.by_id(tenancy.current()).zone
    local = clock.now().astimezone(ZoneInfo(zone))
    if local.hour < MORNING:
        return 0
    return sum(_give(*due) for due in list(_due(local.date())))


def _give(card_id: CardId, occurrence: str) -> bool:
    with db.writing():
        return actions.reward(
            card_id=card_id, action=Action.BIRTHDAY, occurrence=occurrence
        )


def _due(today: date) -> Iterator[tuple[CardId, str]]:
    for programme in programmes.programmes():
        own = programmes.current_rules(programme.id).actions
        early = [rule.days_before for rule in own if rule.action is Action.BIRTHDAY]
        if early:
            for card_id, born_on in _born(programme.id, today, max(early)):
                day = near_birthday(born_on, today, max(early))
                if day is not None:
                    yield CardId(card_id), f"birthday:{day.year}"


def _born(programme_id: int, today: date, days_before: int) -> list[tuple[int, date]]:
    """Holders whose birthday is near, but for those who have had their present."""
    near = {
        (day.month, day.day)
        for day in (today + timedelta(days=n) for n in range(days_before + 1))
    }
    # In common years the presents of 29 February come with those of the 28th.
    if birthday_in(today.year, date(2000, 2, 29)).day == 28:  # noqa: PLR2004
        near |= {(2, 29)} if (2, 28) in near else set()
    number = extract("month", Person.born_on) * 100 + extract("day", Person.born_on)
    had = (
        select(ActionGain.id)
        .join(_given_to, _given_to.id == ActionGain.card_id)
        .where(
            _given_to.member_id == Card.member_id,
            ActionGain.action == Action.BIRTHDAY,
            ActionGain.given_at > clock.now() - BIRTHDAY_EVERY + timedelta(days=1),
        )
    )
    rows = db.session().execute(
        select(Card.id, Person.born_on)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Card.programme_id == programme_id,
            Card.state == "active",
            number.in_([month * 100 + day for month, day in near]),
            ~had.exists(),
        )
        .order_by(Card.id)
    )
    return [(card_id, born_on) for card_id, born_on in rows if born_on is not None]
