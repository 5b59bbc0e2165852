"""A year of purchases for every member of a demo business, in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from random import Random

from app.cards import actions as cards
from app.core import clock, db
from app.core.ids import CardId, MemberId, OutletId, PersonId, ProgrammeId
from app.demo.names import name
from app.demo.places import Place
from app.people import actions as people
from app.sales import actions as sales
from app.sales import queries
from app.sales.actions import Line, Sale

DAYS = 365
SPEND_CHANCE = 0.3
REFUND_CHANCE = 0.02
PROTECTED_CHANCE = 0.7
NAMED_CHANCE = 0.8
VISITS_PER_COMMIT = 100
OPEN_HOUR, OPEN_HOURS = 8, 12


@dataclass(frozen=True)
class Guest:
    """A member of the demo with a habit of visiting."""

    person_id: PersonId
    card_id: CardId
    visits_per_month: float
    since: datetime


@dataclass(frozen=True, order=True)
class Visit:
    """Who comes when; ordered by time."""

    at: datetime
    number: int
    card_id: CardId


def live(
    place: Place,
    programme_id: ProgrammeId,
    outlets: list[OutletId],
    chance: Random,
    until: datetime,
) -> list[Guest]:
    """Let members join and buy until ``until``; runs inside the business's scope."""
    with db.writing():
        guests = [
            _join(place, programme_id, chance, number, until)
            for number in range(place.members)
        ]
    visits = merge(*(_visits(guest, chance, until) for guest in guests))
    counter = 0
    while batch := list(islice(visits, VISITS_PER_COMMIT)):
        with db.writing():
            for visit in batch:
                counter += 1
                with clock.at(visit.at):
                    _buy(place, visit, outlets, chance, counter)
    return guests


def _join(
    place: Place,
    programme_id: ProgrammeId,
    chance: Random,
    number: int,
    until: datetime,
) -> Guest:
    since = until - timedelta(days=chance.randint(5, DAYS), hours=chance.randint(1, 9))
    with clock.at(since):
        called = (
            name(chance, place.language) if chance.random() < NAMED_CHANCE else None
        )
        person_id = people.start_anonymous(language=place.language, name=called)
        if chance.random() < PROTECTED_CHANCE:
            people.claim_address(
                person_id=person_id,
                channel="email",
                address=f"guest{number:03d}@{place.slug}.example",
            )
        source = chance.choice(("poster", "till", "link", "table"))
        member_id: MemberId = people.join_business(person_id=person_id, source=source)
        card = cards.issue(member_id=member_id, programme_id=programme_id)
    return Guest(person_id, card.id, chance.choice(place.visits_per_month), since)


def _visits(guest: Guest, chance: Random, until: datetime) -> Iterator[Visit]:
    """Visits of one guest: irregular gaps around their habit, in opening hours."""
    own = Random(chance.random())  # noqa: S311 - a repeatable demo
    at, number = guest.since, 0
    while True:
        gap_days = own.expovariate(guest.visits_per_month / 30)
        day = (at + timedelta(days=max(gap_days, 0.6))).replace(minute=0, second=0)
        at = day.replace(hour=OPEN_HOUR) + timedelta(
            seconds=own.randrange(OPEN_HOURS * 3600)
        )
        if at >= until - timedelta(hours=1):
            return
        number += 1
        yield Visit(at, number, guest.card_id)


def _buy(
    place: Place, visit: Visit, outlets: list[OutletId], chance: Random, counter: int
) -> None:
    goods = chance.sample(place.goods, k=chance.choice((1, 1, 2, 2, 3, 4)))
    sale = Sale(
        outlet_id=chance.choice(outlets),
        card_id=visit.card_id,
        number=f"{counter:05d}",
        lines=tuple(
            Line(amount_minor=price, name=title, category=category)
            for title, category, price in goods
        ),
        points=0,
        occurred_at=visit.at,
        source="demo",
        actor="system",
        was_asked=chance.random() < SPEND_CHANCE * 2,
        code_is_rotating=True,
    )
    if chance.random() < SPEND_CHANCE:
        sale = replace(sale, points=queries.quote(sale).max_points)
    booked = sales.book(sale)
    if chance.random() < REFUND_CHANCE:
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=(1,),
            number=f"R{counter:05d}",
            outlet_id=sale.outlet_id,
            actor="system",
            reason="changed_mind",
        )
