"""Birthday presents: E41."""

from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import update

from app.cards import queries as cards
from app.core import db, tenancy
from app.incentives import birthdays
from app.people.models import Member, Person
from app.programmes.kinds.points import PointsRules
from app.programmes.target_actions import Action, ActionReward
from app.worker import Worker
from tests.conftest import Clock
from tests.sales.counter import Counter, open_counter

PRESENT = ActionReward(
    name="Birthday",
    action=Action.BIRTHDAY,
    points=300,
    days_before=3,
    life_days=14,
)


def morning(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """An hour of Moscow."""
    return datetime(year, month, day, hour - 3, tzinfo=UTC)


def born(counter: Counter, day: date) -> None:
    with tenancy.scope(counter.business_id), db.writing():
        member = db.session().get_one(Member, cards.card(counter.card_id).member_id)
        db.session().execute(
            update(Person).where(Person.id == member.person_id).values(born_on=day)
        )


def give(counter: Counter) -> int:
    with tenancy.scope(counter.business_id):
        return birthdays.give_due()


def shop(clock: Clock, day: date) -> Counter:
    clock.set(morning(2027, 1, 1))
    counter = open_counter(PointsRules(actions=(PRESENT,)))
    born(counter, day)
    return counter


def test_e41_three_days_before_for_a_fortnight(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1990, 5, 10))
    clock.set(morning(2027, 5, 6))
    assert give(counter) == 0
    clock.set(morning(2027, 5, 7, hour=8))
    assert give(counter) == 0
    clock.set(morning(2027, 5, 7))
    assert give(counter) == 1
    assert give(counter) == 0
    assert counter.standing == (300, 0, 0)
    # Through 21 May.
    clock.set(datetime(2027, 5, 21, 20, 59, 59, tzinfo=UTC))
    assert counter.standing == (300, 0, 0)
    clock.advance(seconds=1)
    assert counter.standing == (0, 0, 0)


def test_e41_an_edited_date_gives_nothing(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1990, 5, 10))
    clock.set(morning(2027, 5, 7))
    assert give(counter) == 1
    for day in (date(1990, 6, 10), date(1990, 12, 31), date(1990, 4, 10)):
        born(counter, day)
        for when in (
            morning(2027, 6, 10),
            morning(2027, 12, 31),
            morning(2028, 4, 8),
        ):
            clock.set(when)
            assert give(counter) == 0
    clock.set(morning(2028, 5, 6))
    born(counter, date(1990, 5, 7))
    assert give(counter) == 1


def test_e41_every_year_without_a_gap(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1992, 2, 29))
    for when in (
        morning(2027, 2, 25),
        morning(2028, 2, 26),
        morning(2029, 2, 25),
        morning(2030, 2, 25),
    ):
        clock.set(when)
        assert give(counter) == 1


def test_a_day_without_a_worker_costs_nobody_theirs(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1990, 5, 10))
    clock.set(morning(2027, 5, 10, hour=23))
    assert give(counter) == 1


def test_a_birthday_that_is_over_brings_nothing(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1990, 5, 10))
    clock.set(morning(2027, 5, 11))
    assert give(counter) == 0


def test_the_worker_gives_them(app: Flask, clock: Clock) -> None:
    counter = shop(clock, date(1990, 1, 2))
    worker: Worker = app.extensions["tessera_worker"]
    assert worker.birthdays() == 1
    assert worker.birthdays() == 0
    assert counter.standing == (300, 0, 0)
