"""The small world as partners, for pages: the coffee chain and the bookshop."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask

from app.charity import actions as charity
from app.coalitions import pairing, statements
from app.core import clock as app_clock
from app.core import db, tenancy
from tests.charity.drives import PDF, give, start
from tests.coalitions.alliance import Member, allow, pair, terms
from tests.world import Shop, World, issue_card

FEBRUARY = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Partnership:
    """Both sides, with one guest's card at each, and their contract."""

    coffee: Member
    books: Member
    pact_id: int


def side(shop: Shop, person_id: int, card_id: int) -> Member:
    return Member(
        business_id=shop.business_id,
        outlet_id=shop.outlet_id,
        programme_id=shop.programme_id,
        person_id=person_id,  # type: ignore[arg-type]
        card_id=card_id,  # type: ignore[arg-type]
        name=shop.name,
    )


def both(world: World) -> tuple[Member, Member]:
    """The sides, not partners yet; the coffee chain's guest has a card at both."""
    guest = world.coffee.member
    books = issue_card(
        world.books.business_id, world.books.programme_id, person_id=guest.person_id
    )
    return (
        side(world.coffee, guest.person_id, guest.card_id),
        side(world.books, guest.person_id, books.card_id),
    )


def partners(world: World, *, allowed: bool = True, **changes: object) -> Partnership:
    """Partners, and a guest who lets each tell the other."""
    coffee, books = both(world)
    pact_id = pair(coffee, books, **changes)
    if allowed:
        allow(coffee, books)
        allow(books, coffee)
    return Partnership(coffee, books, pact_id)


def make_statements() -> None:
    """What the worker does every hour."""
    with tenancy.across(), db.writing():
        statements.make_due()


def door_ids(app: Flask, world: World) -> dict[str, int]:
    """What an office's addresses of partners and donations name, all in the coffee shop."""
    shop = world.coffee
    with app_clock.at(FEBRUARY):
        made = partners(world)
        made.books.give(50)
        made.coffee.sell(500_00, partner=50_00)
    make_statements()
    pairing_id = made.coffee.do(
        pairing.invite,
        offered=terms(made.coffee, made.books),
        starts_on=app_clock.today(shop.zone),
        secret_key=app.extensions["tessera_config"].secret_key,
    )
    charity_id = start(shop)
    give(shop)
    with tenancy.scope(shop.business_id), db.writing():
        batch_id = charity.close_batch(charity_id=charity_id)
        charity.send(
            batch_id=batch_id,
            document_number="7",
            document_on=FEBRUARY.date(),
            document=PDF,
        )
    return {
        "pact_id": made.pact_id,
        "pairing_id": pairing_id,
        "deposit_id": 1,
        "charity_id": charity_id,
        "donation_id": batch_id,
    }
