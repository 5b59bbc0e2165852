"""Promotions of the demo: a word, codes, a password, quiet hours, personal offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core import clock, db, locales
from app.core.ids import OutletId, PromotionId
from app.demo.places import FOLIO, POLDEN, Place
from app.demo.year import Guest
from app.insights import favourites
from app.offers import actions, codes, grants
from app.offers.actions import Wish
from app.offers.grants import Gift
from app.offers.rules import Terms
from app.programmes.windows import Window
from app.sales import actions as sales
from app.sales.actions import Line, Sale

CODES = 200
SAID = 7


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A promotion of the demo."""

    way: str
    name: str
    terms: Terms
    note: str = ""
    word: str = ""
    prefix: str = ""


QUIET = Window(weekdays=(1, 2, 3, 4), from_minute=14 * 60, until_minute=17 * 60)
PLANS = {
    POLDEN.slug: (
        Plan(
            way="personal",
            name="Капучино со скидкой",
            note="Хватит на большой.",
            terms=Terms(share_basis_points=20_00, max_minor=100_00),
        ),
        Plan(
            way="open",
            name="Тихие часы",
            note="Когда в зале просторно, всё немного дешевле.",
            terms=Terms(share_basis_points=10_00, window=QUIET),
        ),
        Plan(
            way="word",
            name="Осеннее меню",
            note="Назовите слово на кассе.",
            word="ТЫКВА15",
            terms=Terms(
                share_basis_points=15_00,
                max_minor=500_00,
                min_minor=400_00,
                per_person=1,
                is_exclusive=True,
            ),
        ),
        Plan(
            way="password",
            name="Слово дня",
            note="Слово — на доске у входа.",
            terms=Terms(amount_minor=50_00, min_minor=300_00, per_person=3),
        ),
        Plan(
            way="codes",
            name="Открытки в соседних домах",
            prefix="DOM",
            terms=Terms(amount_minor=150_00, min_minor=500_00, is_first_only=True),
        ),
    ),
    FOLIO.slug: (
        Plan(
            way="personal",
            name="A book on us, nearly",
            note="Any paperback.",
            terms=Terms(share_basis_points=25_00, max_minor=8_00),
        ),
        Plan(
            way="open",
            name="Rainy afternoons",
            terms=Terms(share_basis_points=10_00, window=QUIET),
        ),
        Plan(
            way="word",
            name="Reading week",
            word="CHAPTER1",
            terms=Terms(amount_minor=5_00, min_minor=15_00, per_person=1),
        ),
    ),
}


def fill(
    place: Place,
    outlets: Sequence[OutletId],
    guests: Sequence[Guest],
    until: datetime,
) -> None:
    """Make them, a month ago, and let some guests use them; inside the scope."""
    for plan in PLANS.get(place.slug, ()):
        with clock.at(until - timedelta(days=30)), db.writing():
            promotion_id = _make(plan)
        if plan.way == "personal":
            _give(place, promotion_id, until)
        elif plan.word:
            _use(place, plan, outlets, guests, until)


def _make(plan: Plan) -> PromotionId:
    wish = Wish(name=plan.name, note=plan.note, word=plan.word, terms=plan.terms)
    promotion_id = actions.create(way=plan.way, wish=wish)
    actions.begin(promotion_id=promotion_id)
    if plan.way == "codes":
        codes.order(
            promotion_id=promotion_id, count=CODES, prefix=plan.prefix, staff_id=None
        )
    return promotion_id


def _give(place: Place, promotion_id: PromotionId, until: datetime) -> None:
    """To whoever often buys what is bought most, with that as the reason."""
    with clock.at(until - timedelta(days=2)), db.writing():
        liked = favourites.of_guests()
        if not liked:
            return
        with locales.speaking(place.language):
            reason = locales.gettext(
                "You often choose: %(category)s", category=liked[0].category
            )
        ends_at = until + timedelta(days=21)
        gift = Gift(promotion_id=promotion_id, ends_at=ends_at, reason=reason)
        grants.give(gift=gift, member_ids=favourites.who_like(liked[0].category))


def _use(
    place: Place,
    plan: Plan,
    outlets: Sequence[OutletId],
    guests: Sequence[Guest],
    until: datetime,
) -> None:
    """A word that some of the newest guests said today."""
    name, category, price = place.goods[1]
    with clock.at(until), db.writing():
        for number, guest in enumerate(guests[-SAID:]):
            pieces = 3 + number % 3
            line = Line(
                name=name,
                category=category,
                amount_minor=price * pieces,
                quantity_milli=1000 * pieces,
            )
            sales.book(
                Sale(
                    outlet_id=outlets[number % len(outlets)],
                    card_id=guest.card_id,
                    number=None,
                    lines=(line,),
                    codes=(plan.word,),
                    source="till",
                    actor="system",
                )
            )
