"""Friends that the liveliest guest and another one have brought in the last days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.cards import actions as cards
from app.cards.queries import card as card_of
from app.core import clock, db
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId
from app.demo.places import Place
from app.demo.prices import PRICES
from app.demo.year import Guest
from app.people import actions as people
from app.referrals import actions, links
from app.sales import actions as sales
from app.sales.actions import Line, Sale


@dataclass(frozen=True)
class Friend:
    """Who came how long ago, by whose link, and whether they have bought."""

    name: str
    days_ago: int
    bringer: int
    has_bought: bool = True


FRIENDS = {
    "polden": (
        Friend("Тимофей Л.", 5, 0),
        Friend("Лидия В.", 4, 0),
        Friend("Савва Н.", 2, 0, has_bought=False),
        Friend("Варвара М.", 3, 1),
        Friend("Яков Д.", 1, 1, has_bought=False),
    ),
    "folio": (
        Friend("Hannah W.", 5, 0),
        Friend("Theo B.", 2, 0, has_bought=False),
        Friend("Iris K.", 3, 1),
    ),
}


def bring(
    place: Place,
    programme_id: ProgrammeId,
    outlets: Sequence[OutletId],
    guests: Sequence[Guest],
    until: datetime,
) -> None:
    """Let them join and buy; runs inside the business's scope."""
    lively = sorted(
        guests, key=lambda guest: -guest.visits_per_month * (until - guest.since).days
    )
    bringers = [MemberId(card_of(guest.card_id).member_id) for guest in lively[:2]]
    for number, friend in enumerate(FRIENDS[place.slug]):
        joined_at = until - timedelta(days=friend.days_ago, hours=3 + number)
        with clock.at(joined_at), db.writing():
            code = links.code_of(member_id=bringers[friend.bringer])
            member_id, card_id = _join(place, programme_id, friend, number, code)
        if friend.has_bought:
            bought_at = joined_at + timedelta(hours=1)
            with clock.at(bought_at), db.writing():
                _buy(place, card_id, outlets[0], bought_at, f"F-{number + 1}")
                # As the fact of the purchase will do again, behind a year of others.
                actions.settle(member_id=member_id)


def _join(
    place: Place, programme_id: ProgrammeId, friend: Friend, number: int, code: str
) -> tuple[MemberId, CardId]:
    person_id = people.start_anonymous(language=place.language, name=friend.name)
    people.claim_address(
        person_id=person_id,
        channel="email",
        address=f"friend{number}@{place.slug}.example",
    )
    member_id = people.join_business(person_id=person_id, source="link")
    links.bring(friend_id=member_id, code=code)
    card = cards.issue(member_id=member_id, programme_id=programme_id)
    return member_id, card.id


def _buy(
    place: Place, card_id: CardId, outlet_id: OutletId, at: datetime, number: str
) -> None:
    title, category, price = max(place.goods, key=lambda goods: goods[2])
    count = -(-PRICES[place.slug].referral.min_receipt_minor // price)
    line = Line(amount_minor=price, name=title, category=category)
    sales.book(
        Sale(
            outlet_id=outlet_id,
            card_id=card_id,
            number=number,
            lines=(line,) * max(count, 1),
            occurred_at=at,
            source="demo",
            actor="system",
            was_asked=True,
        )
    )
