"""A second card in each demo business, for a group, with members who hold both."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.cards import alternatives
from app.cards import audiences as entering
from app.cards.queries import cards_of
from app.core import clock, db
from app.core.ids import CardId, MemberId, OutletId
from app.demo.places import Goods, Place
from app.demo.year import Guest
from app.people import groups
from app.programmes import actions as programmes
from app.programmes import audiences
from app.programmes.kinds.points import PointsRules
from app.programmes.rules import Reward, RewardKind
from app.sales import actions as sales
from app.sales.actions import Line, Sale

SINCE_DAYS = 75
VISITS = (2, 9)


@dataclass(frozen=True)
class Circle:
    """A group with a card of its own, and one without."""

    group: str
    programme: str
    rules: PointsRules
    members: int
    is_local: bool
    other_group: str


CIRCLES = {
    "polden": Circle(
        group="Соседи по Мясницкой",
        programme="Карта соседа",
        rules=PointsRules(
            rate_basis_points=1000,
            life_months=3,
            spend_share_basis_points=5000,
            excluded_categories=("доставка",),
            rewards=(
                Reward(
                    name="Эспрессо утром",
                    points=150,
                    kind=RewardKind.ITEM,
                    per_day=1,
                ),
                Reward(
                    name="Скидка на кофе-брейк в офис",
                    points=900,
                    kind=RewardKind.DISCOUNT,
                    discount_minor=1500_00,
                    per_person=2,
                ),
            ),
        ),
        members=16,
        is_local=True,
        other_group="Бегуны по субботам",
    ),
    "folio": Circle(
        group="Teachers",
        programme="Teacher's card",
        rules=PointsRules(
            step_minor=50,
            rate_basis_points=0,
            life_months=12,
            point_value_minor=5,
            spend_share_basis_points=5000,
            excluded_categories=("gift cards",),
            rewards=(
                Reward(
                    name="A class set, wrapped and delivered",
                    points=400,
                    kind=RewardKind.SERVICE,
                    per_person=3,
                ),
            ),
        ),
        members=8,
        is_local=False,
        other_group="Reading circle",
    ),
}


def move_in(
    place: Place,
    outlets: list[OutletId],
    guests: list[Guest],
    chance: Random,
    until: datetime,
) -> None:
    """Let the liveliest guests enter the group, and buy with its card now and then."""
    circle = CIRCLES[place.slug]
    since = until - timedelta(days=SINCE_DAYS)
    regulars = sorted(guests, key=lambda g: (-g.visits_per_month, g.since))
    with db.writing(), clock.at(since):
        members = [alternatives.member_of(g.person_id) for g in regulars]
        inside = [
            member
            for member, guest in zip(members, regulars, strict=True)
            if guest.since < since
        ][: circle.members]
        _found(circle, outlets, inside, chance.sample(members, k=circle.members // 2))
    with db.writing():
        for number, member_id in enumerate(inside):
            own = Random(SINCE_DAYS + number)  # noqa: S311 - a repeatable demo
            for visit in range(own.randint(*VISITS)):
                at = _morning(since, own)
                with clock.at(at):
                    _buy(place.goods, _newest(member_id), outlets[0], at, own, visit)


def _found(
    circle: Circle,
    outlets: list[OutletId],
    inside: list[MemberId],
    others: list[MemberId],
) -> None:
    group_id = groups.create(name=circle.group)
    programme_id = programmes.create(
        name=circle.programme, rules=circle.rules, actor="system"
    )
    audiences.choose(
        programme_id=programme_id,
        is_for_everyone=False,
        group_ids=[group_id],
        outlet_ids=outlets[:2] if circle.is_local else (),
    )
    entering.enter(group_id=group_id, member_ids=inside)
    other_id = groups.create(name=circle.other_group)
    entering.enter(group_id=other_id, member_ids=others)


def _newest(member_id: MemberId) -> CardId:
    return cards_of(member_id)[-1].id


def _morning(since: datetime, own: Random) -> datetime:
    day = since + timedelta(days=own.randint(1, SINCE_DAYS - 2))
    return day.replace(hour=6, minute=own.randrange(60), second=own.randrange(60))


def _buy(
    goods: Goods,
    card_id: CardId,
    outlet_id: OutletId,
    at: datetime,
    own: Random,
    visit: int,
) -> None:
    bought = own.sample(goods, k=own.choice((1, 2)))
    sales.book(
        Sale(
            outlet_id=outlet_id,
            card_id=card_id,
            number=f"N{card_id}-{visit}",
            lines=tuple(
                Line(amount_minor=price, name=title, category=category)
                for title, category, price in bought
            ),
            occurred_at=at,
            source="demo",
            actor="system",
            was_asked=True,
            code_is_rotating=True,
        )
    )
