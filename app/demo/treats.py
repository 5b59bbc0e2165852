"""A stamp card or cashback for regulars, gifts, and rewards that wait or were fetched."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.cards import actions as cards
from app.cards import alternatives
from app.cards import audiences as entering
from app.cards.queries import cards_of
from app.core import clock, db
from app.core.ids import AwardId, CardId, MemberId, OutletId
from app.demo.places import Goods, Place
from app.demo.year import Guest
from app.ledger import queries as ledger
from app.people import groups
from app.people import queries as people
from app.programmes import actions as programmes
from app.programmes import audiences
from app.programmes.goods import Goods as Chosen
from app.programmes.kinds.cashback import CashbackRules
from app.programmes.kinds.stamps import StampPer, StampsRules
from app.programmes.queries import current_rules
from app.programmes.rules import CardRules, Reward, RewardKind
from app.rewards import actions as rewards
from app.rewards import gifts, queries
from app.rewards.gifts import Present
from app.sales import actions as sales
from app.sales.actions import Line, Sale

REGULARS = 24
SINCE_DAYS = 40
MOST_VISITS = 11
FETCHED_CHANCE = 0.4


@dataclass(frozen=True)
class Treat:
    """A second card for those who come most, and what everybody was given."""

    group: str
    programme: str
    rules: CardRules
    category: str
    welcome: Present
    surprise: Present


TREATS = {
    "polden": Treat(
        group="Кофейный клуб",
        programme="Шестая чашка",
        rules=StampsRules(
            stamp_per=StampPer.ITEM,
            goods=Chosen(categories=("кофе",)),
            rewards=(Reward(name="Любой кофе", points=6, kind=RewardKind.ITEM),),
        ),
        category="кофе",
        welcome=Present(
            name="Эспрессо за знакомство",
            words="Рады познакомиться. Покажите код бариста.",
            kind=RewardKind.ITEM,
            valid_days=30,
            stock=200,
        ),
        surprise=Present(
            name="Круассан к кофе",
            words="Первый день зимы лучше встречать с тёплым круассаном.",
            kind=RewardKind.ITEM,
            valid_days=21,
        ),
    ),
    "folio": Treat(
        group="Garden readers",
        programme="Garden cashback",
        rules=CashbackRules(
            rate_basis_points=400, life_months=12, month_limit_points=10_00
        ),
        category="books",
        welcome=Present(
            name="A bookmark",
            words="Pick the one you like at the till.",
            valid_days=60,
            stock=100,
        ),
        surprise=Present(
            name="Tea in the garden",
            words="The garden is warm for one more week. Come and read.",
            kind=RewardKind.SERVICE,
            valid_days=21,
        ),
    ),
}


def hand_out(
    place: Place,
    outlets: list[OutletId],
    guests: list[Guest],
    until: datetime,
) -> None:
    """Let all that happen in the last weeks; runs inside the business's scope."""
    treat = TREATS[place.slug]
    own = Random(place.slug)  # noqa: S311 - a repeatable demo
    since = until - timedelta(days=SINCE_DAYS)
    regulars = sorted(guests, key=lambda guest: -guest.visits_per_month)
    with db.writing():
        members = [alternatives.member_of(g.person_id) for g in regulars[:REGULARS]]
        with clock.at(since):
            held = _found(treat, members)
        for member_id in members:
            for visit in range(own.randint(1, MOST_VISITS)):
                day = since + timedelta(days=own.randint(1, SINCE_DAYS - 2))
                at = day.replace(hour=own.randint(6, 16), minute=own.randrange(60))
                with clock.at(at):
                    _buy(place.goods, treat, held[member_id], outlets[0], at, visit)
    _give(treat, until)
    with db.writing():
        _order(members, outlets, own)


def _found(treat: Treat, members: list[MemberId]) -> dict[MemberId, CardId]:
    group_id = groups.create(name=treat.group)
    programme_id = programmes.create(
        name=treat.programme, rules=treat.rules, actor="system"
    )
    audiences.choose(
        programme_id=programme_id, is_for_everyone=False, group_ids=[group_id]
    )
    entering.enter(group_id=group_id, member_ids=members)
    return {
        member_id: cards.issue(member_id=member_id, programme_id=programme_id).id
        for member_id in members
    }


def _buy(
    goods: Goods,
    treat: Treat,
    card_id: CardId,
    outlet_id: OutletId,
    at: datetime,
    visit: int,
) -> None:
    title, category, price = next(each for each in goods if each[1] == treat.category)
    sales.book(
        Sale(
            outlet_id=outlet_id,
            card_id=card_id,
            number=f"T{card_id}-{visit}",
            lines=(Line(amount_minor=price, name=title, category=category),),
            occurred_at=at,
            source="demo",
            actor="system",
            code_is_rotating=True,
        )
    )


def _give(treat: Treat, until: datetime) -> None:
    with clock.at(until - timedelta(days=5)):
        with db.writing():
            gifts.make(present=treat.welcome, audience="joiners", actor="system")
            gift_id = gifts.make(
                present=treat.surprise, audience="everyone", actor="system"
            )
        last: MemberId | None = MemberId(0)
        while last is not None:
            with db.writing():
                last = gifts.give_part(gift_id, last)


def _order(members: list[MemberId], outlets: list[OutletId], own: Random) -> None:
    """Some order the cheapest reward; a part of all that waits is fetched.

    Only protected cards order: others may not for more than their limit.
    """
    kept = [each for each in members if people.member_by_id(each).is_protected]
    for member_id in kept[:12]:
        first = cards_of(member_id)[0]
        menu = current_rules(first.programme_id).rewards
        cheapest = min(menu, key=lambda reward: reward.points)
        if ledger.balance(first.id).available >= cheapest.points:
            rewards.order(card_id=first.id, reward_key=cheapest.key, actor="system")
    for member_id in members:
        # Whoever opens the demo as a guest is protected, and finds something waiting.
        is_kept = member_id in kept
        for award in queries.open_of(member_id):
            is_fetched = not is_kept or own.random() < FETCHED_CHANCE
            if is_fetched and award.origin != ("gift" if is_kept else ""):
                rewards.redeem(
                    award_id=AwardId(award.id),
                    outlet_id=own.choice(outlets),
                    actor="system",
                )
