"""Members hear of levels, rewards and invitations, once each."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.core import clock, db, tenancy
from app.incentives import actions as incentives
from app.people.models import Person
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.levels import Level
from app.programmes.referral import Referral
from app.programmes.target_actions import Action, ActionReward
from app.referrals import links
from tests.notifications.test_balance import relay, told, words
from tests.world import Holder, Shop, World, issue_card, sell


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop, whose rules have levels, rewards and invitations."""
    rules = PointsRules(
        levels=(Level(name="Серебро", from_amount=50_000, extra_basis_points=200),),
        actions=(
            ActionReward(
                name="День рождения",
                action=Action.BIRTHDAY,
                points=300,
                life_days=14,
                days_before=3,
            ),
            ActionReward(name="Анкета", action=Action.PROFILE, points=30),
        ),
        referral=Referral(bringer_points=200, friend_points=100, hold_days=14),
    )
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id,
            rules=rules,
            starts_at=clock.now(),
            actor=shop.owner.actor,
        )
    return shop


@pytest.fixture
def guest(shop: Shop) -> Holder:
    """Another member, with a card of their own."""
    return issue_card(shop.business_id, shop.programme_id, phone="+79260000077")


def test_a_level_is_told_with_what_it_brings(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=60_000)
    relay(app)
    relay(app)
    assert words(shop, "level", "ru") == [
        "ваш уровень теперь «Серебро»",
        "Вы достигли уровня «Серебро».",
        "Достигнут покупками.",
        "Что он даёт: с каждой покупки возвращается на 2 % больше.",
    ]


def test_a_reward_is_told_by_its_name(app: Flask, shop: Shop, guest: Holder) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        incentives.reward(
            card_id=guest.card_id, action=Action.PROFILE, occurrence="once"
        )
    relay(app)
    relay(app)
    assert words(shop, "reward", "en") == [
        "a reward: 30 points",
        "For “Анкета”: 30 points.",
    ]


def _born(holder: Holder, day: date) -> None:
    with tenancy.across(), db.writing():
        db.session().get_one(Person, holder.person_id).born_on = day


def _birthdays(app: Flask) -> None:
    db.session().rollback()
    worker = app.extensions["tessera_worker"]
    worker.birthdays()
    relay(app)
    worker.triggers()


def test_e41_a_birthday_is_wished_once_with_its_present(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    today = clock.today(shop.zone)
    _born(guest, (today + timedelta(days=3)).replace(year=1990))
    for _ in range(5):
        _birthdays(app)
        clock.advance(timedelta(days=1))
    (payload,) = told(shop, "birthday")
    assert payload["amount"] == 300
    assert payload["ends"] == (today + timedelta(days=14)).isoformat()
    # Another date brings neither another present nor other wishes.
    _born(guest, (clock.today(shop.zone) + timedelta(days=1)).replace(year=1990))
    for _ in range(3):
        _birthdays(app)
        clock.advance(timedelta(days=1))
    assert len(told(shop, "birthday")) == 1


def test_e41_who_was_born_on_29_february_is_wished_on_the_28th(
    app: Flask, world: World
) -> None:
    shop = world.books
    _born(shop.member, date(2000, 2, 29))
    noon = clock.day_start(date(2027, 2, 27), shop.zone) + timedelta(hours=12)
    clock.advance(noon - clock.now())
    _birthdays(app)
    assert told(shop, "birthday") == []
    clock.advance(timedelta(days=1))
    _birthdays(app)
    _birthdays(app)
    assert [each["amount"] for each in told(shop, "birthday")] == [0]
    assert "Folio wishes you a happy birthday!" in " ".join(
        words(shop, "birthday", "en")
    ).replace(shop.name, "Folio")


def test_e25_both_sides_hear_of_an_invitation(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        code = links.code_of(member_id=guest.member_id)
    friend = issue_card(shop.business_id, shop.programme_id, phone="+79260000078")
    with tenancy.scope(shop.business_id), db.writing():
        links.bring(friend_id=friend.member_id, code=code)
    relay(app)
    clock.advance(timedelta(hours=1))
    sell(shop, friend, amount_minor=100_000)
    relay(app)
    relay(app)
    steps = [(each["step"], each["amount"]) for each in told(shop, "referral")]
    assert steps == [("joined", 0), ("bringer", 200), ("friend", 100)]
    said = words(shop, "referral", "ru")
    assert "за приглашённого друга: 200 баллов" in said
    assert any(text.startswith("Воспользоваться можно с") for text in said)
