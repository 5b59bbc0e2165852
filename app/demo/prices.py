"""What costs less and what earns more in the demo, and cheques that show it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core import clock, db
from app.core.ids import CardId, OutletId, ProgrammeId
from app.demo.places import Place
from app.demo.year import Guest
from app.programmes import actions as programmes
from app.programmes import queries
from app.programmes.boosts import Boost
from app.programmes.goods import Goods
from app.programmes.promotions import Promotion
from app.programmes.referral import Referral
from app.programmes.windows import Window
from app.sales import actions as sales
from app.sales.actions import Line, Sale

SINCE = timedelta(days=6)
LIVELIEST = 15


@dataclass(frozen=True)
class Prices:
    """The promotion and the boost of a place, and what a friend brought gives."""

    promotion: Promotion
    boost: Boost
    referral: Referral


PRICES = {
    "polden": Prices(
        Promotion(
            name="Выпечка дешевле",
            goods=Goods(categories=("выпечка",)),
            share_basis_points=20_00,
        ),
        Boost(
            name="Двойные баллы за зерно",
            goods=Goods(categories=("зерно",)),
            factor_basis_points=2_00_00,
        ),
        Referral(bringer_points=200, friend_points=100, min_receipt_minor=500_00),
    ),
    "folio": Prices(
        Promotion(
            name="Children's corner",
            goods=Goods(categories=("children",)),
            window=Window(weekdays=(1, 2, 3, 4, 5, 6, 7)),
            share_basis_points=10_00,
        ),
        Boost(
            name="Five more for stationery",
            goods=Goods(categories=("stationery",)),
            item_points=5,
        ),
        Referral(bringer_points=40, friend_points=20, min_receipt_minor=20_00),
    ),
}


def settle(
    place: Place,
    programme_id: ProgrammeId,
    outlets: list[OutletId],
    guests: list[Guest],
    until: datetime,
) -> None:
    """Put promotions into the rules, and let regulars buy what they are about."""
    own = PRICES[place.slug]
    with db.writing(), clock.at(until - SINCE):
        rules = queries.current_rules(programme_id)
        programmes.change_rules(
            programme_id=programme_id,
            rules=replace(
                rules,
                promotions=(own.promotion,),
                boosts=(own.boost,),
                referral=own.referral,
            ),
            actor="system",
        )
    regulars = sorted(guests, key=lambda guest: (-guest.visits_per_month, guest.since))
    with db.writing():
        for number, guest in enumerate(regulars[:LIVELIEST]):
            # The last purchase is on hold; those before it leave something to spend.
            for days in (5, 3, 0):
                at = until - timedelta(days=days, hours=2 + 7 * number)
                with clock.at(at):
                    name = f"P-{number + 1}-{days}" if days else f"P-{number + 1}"
                    _buy(place, guest.card_id, outlets[0], at, name)


def _buy(
    place: Place, card_id: CardId, outlet_id: OutletId, at: datetime, number: str
) -> None:
    own = PRICES[place.slug]
    wanted = (*own.promotion.goods.categories, *own.boost.goods.categories)
    sales.book(
        Sale(
            outlet_id=outlet_id,
            card_id=card_id,
            number=number,
            lines=tuple(
                Line(amount_minor=price, name=title, category=category)
                for title, category, price in place.goods
                if category in wanted
            ),
            occurred_at=at,
            source="demo",
            actor="system",
            was_asked=True,
        )
    )
