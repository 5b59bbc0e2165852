"""The small world as partners, for pages: the coffee chain and the bookshop."""

from dataclasses import dataclass

from app.coalitions import statements
from app.core import db, tenancy
from tests.coalitions.alliance import Member, allow, pair
from tests.world import Shop, World, issue_card


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


def partners(world: World, *, allowed: bool = True, **terms: object) -> Partnership:
    """Partners, and a guest who lets each tell the other."""
    coffee, books = both(world)
    pact_id = pair(coffee, books, **terms)
    if allowed:
        allow(coffee, books)
        allow(books, coffee)
    return Partnership(coffee, books, pact_id)


def make_statements() -> None:
    """What the worker does every hour."""
    with tenancy.across(), db.writing():
        statements.make_due()
