"""A business with a programme, and cards in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app.businesses import actions as businesses
from app.cards import actions as cards
from app.cards.actions import IssuedCard
from app.core import clock, tenancy
from app.core.db import writing
from app.core.ids import BusinessId, MemberId, PersonId, ProgrammeId
from app.ledger import actions as ledger
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules


@dataclass(frozen=True)
class Shop:
    """A business and its one programme."""

    id: BusinessId
    programme_id: ProgrammeId


@dataclass(frozen=True)
class Holder:
    """A member with a card."""

    person_id: PersonId
    member_id: MemberId
    card: IssuedCard


def open_shop(slug: str) -> Shop:
    with writing():
        business_id = businesses.found(slug=slug, name=slug.title())
        with tenancy.scope(business_id):
            programme_id = programmes.create(
                name="Points", rules=PointsRules(rate_basis_points=500), actor="system"
            )
    return Shop(business_id, programme_id)


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """The business whose scope the test runs in."""
    opened = open_shop("polden")
    with tenancy.scope(opened.id):
        yield opened


@pytest.fixture
def other_shop(shop: Shop) -> Shop:
    """A second business."""
    return open_shop("malina")


@pytest.fixture
def join() -> Callable[..., Holder]:
    """Give a new (or a known) person a card of a shop."""

    def make(shop: Shop, person_id: PersonId | None = None) -> Holder:
        with writing(), tenancy.scope(shop.id):
            person = person_id or people.start_anonymous(language="ru")
            member = people.join_business(person_id=person)
            card = cards.issue(member_id=member, programme_id=shop.programme_id)
        return Holder(person, member, card)

    return make


@pytest.fixture
def earn() -> Callable[[IssuedCard, int], None]:
    """Put points on a card of the business in scope."""

    def make(card: IssuedCard, amount: int) -> None:
        instant = clock.now()
        with writing():
            ledger.credit(
                card_id=card.id,
                cause=ledger.Cause(
                    key=f"gift:{card.id}:{amount}",
                    actor="system",
                    reason="welcome",
                    occurred_at=instant,
                ),
                amount=amount,
                available_at=instant,
                expires_at=None,
                kind="gift",
            )

    return make
