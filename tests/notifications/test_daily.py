"""What nothing sets off is found in the morning, once, and not at midnight."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core import clock, db, tenancy
from app.instruments.models import Instrument
from app.ledger import actions as ledger
from app.notifications import daily, triggers
from app.offers.models import OfferGrant, Promotion
from app.people.models import Member
from app.programmes.models import RuleVersion
from app.rewards import gifts
from app.rewards.gifts import Present
from tests.notifications.test_balance import relay, told, words
from tests.world import Holder, Shop, World, create_programme, issue_card, sell

_HOUR = timedelta(hours=1)


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop."""
    return world.coffee


@pytest.fixture
def guest(shop: Shop) -> Holder:
    """Another member, with a card of their own."""
    return issue_card(shop.business_id, shop.programme_id, phone="+79260000077")


def morning(shop: Shop, days: int = 0, hour: int = 10) -> None:
    """Go on by days, to an hour of that day, and let the job run."""
    day = clock.today(shop.zone) + timedelta(days=days)
    at = clock.day_start(day, shop.zone) + hour * _HOUR
    clock.advance(at - clock.now())
    run(shop)


def run(shop: Shop) -> None:
    """The job of every ten minutes."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        daily.tell_due()
        daily.tell_given()


def credit(shop: Shop, guest: Holder, amount: int, hold_days: int = 0) -> None:
    """Points, maybe on hold."""
    day = clock.today(shop.zone) + timedelta(days=hold_days)
    starts = clock.day_start(day, shop.zone) if hold_days else clock.now()
    with tenancy.scope(shop.business_id), db.writing():
        ledger.credit(
            card_id=guest.card_id,
            cause=ledger.Cause(
                key=f"daily:{amount}:{hold_days}",
                actor="system",
                reason="welcome",
                occurred_at=clock.now(),
            ),
            amount=amount,
            available_at=starts,
            expires_at=None,
            kind="gift",
        )


def test_points_on_hold_are_told_in_the_morning_they_can_be_used(
    shop: Shop, guest: Holder
) -> None:
    credit(shop, guest, 30, hold_days=2)
    credit(shop, guest, 12, hold_days=2)
    credit(shop, guest, 5)
    morning(shop, 1)
    morning(shop, 1, hour=9)
    assert told(shop, "points_released") == []
    morning(shop)
    morning(shop, 1)
    assert words(shop, "points_released", "en") == [
        "can be used now: 42 points",
        "The waiting time is over, you can pay with it: 42 points.",
        "On the card: 47 points.",
    ]


def test_a_card_that_was_long_unused_is_told_once_for_each_silence(
    shop: Shop, guest: Holder
) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        triggers.choose(code="card_unused", is_on=True, days=21)
    sell(shop, guest, amount_minor=100_000)
    for _ in range(20):
        morning(shop, 1)
    assert told(shop, "card_unused") == []
    for _ in range(10):
        morning(shop, 1)
    (payload,) = told(shop, "card_unused")
    assert (payload["amount"], payload["days"]) == (50, 21)
    assert "Вы не пользовались картой 21 день." in words(shop, "card_unused", "ru")
    sell(shop, guest, amount_minor=100_000)
    for _ in range(25):
        morning(shop, 1)
    assert len(told(shop, "card_unused")) == 2


def test_an_empty_card_is_not_told_that_it_was_unused(
    shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100)
    for _ in range(5):
        morning(shop, 15)
    assert told(shop, "card_unused") == []


def test_a_silence_that_a_stopped_worker_slept_through_is_not_told_late(
    shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100_000)
    morning(shop, 63)
    morning(shop, 1)
    assert told(shop, "card_unused") == []


def _give(shop: Shop, name: str = "Кофе", days: int = 10) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        gifts.make(
            present=Present(name=name, valid_days=days),
            audience="everyone",
            actor=shop.owner.actor,
        )


def test_a_gift_is_told_when_it_is_given_and_before_it_ends(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    _give(shop)
    relay(app)
    run(shop)
    run(shop)
    assert [each["name"] for each in told(shop, "gift")] == ["Кофе", "Кофе"]
    for _ in range(6):
        morning(shop, 1)
    assert told(shop, "gift_reminder") == []
    for _ in range(3):
        morning(shop, 1)
    assert [each["name"] for each in told(shop, "gift_reminder")] == ["Кофе", "Кофе"]


def test_a_personal_offer_is_told_with_its_reason(shop: Shop, guest: Holder) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        promotion = Promotion(
            name="Скидка на торт",
            way="personal",
            secret="s",
            state="active",
            terms={},
            created_at=clock.now(),
        )
        db.session().add(promotion)
        db.session().flush()
        db.session().add(
            OfferGrant(
                promotion_id=promotion.id,
                member_id=guest.member_id,
                code="abc",
                reason="За долгую дружбу",
                ends_at=clock.day_end(date(2026, 3, 31), shop.zone),
                created_at=clock.now(),
            )
        )
    run(shop)
    run(shop)
    assert words(shop, "personal_offer", "ru") == [
        "предложение для вас: «Скидка на торт»",
        "Только для вас: «Скидка на торт».",
        "За долгую дружбу",
        "Последний день — 31 марта.",
    ]


def test_a_pass_is_told_seven_days_before_its_end(shop: Shop, guest: Holder) -> None:
    programme_id = create_programme(shop.business_id, name="Абонемент")
    with tenancy.scope(shop.business_id), db.writing():
        version = db.session().query(RuleVersion).order_by(RuleVersion.id).all()[-1]
        db.session().add(
            Instrument(
                card_id=guest.card_id,
                programme_id=programme_id,
                rule_version_id=version.id,
                amount=8,
                price_minor=400_000,
                zone=shop.zone,
                sold_at=clock.now(),
                actor="staff:1",
                through_on=clock.today(shop.zone) + timedelta(days=9),
            )
        )
    morning(shop, 1)
    assert told(shop, "sold_ending") == []
    morning(shop, 1)
    morning(shop, 1)
    assert [each["name"] for each in told(shop, "sold_ending")] == ["Абонемент"]


def test_many_members_cost_few_statements_each(shop: Shop) -> None:
    for number in range(25):
        issue_card(shop.business_id, shop.programme_id, phone=f"+7926000{number:04}")
    with tenancy.across(), db.writing():
        db.session().connection().exec_driver_sql(
            "UPDATE persons SET born_on = '1990-03-17'"
        )
    asked: list[Any] = []

    def count(*args: Any) -> None:
        # Engines that share their listeners tell of one statement twice.
        if not asked or asked[-1][1] is not args[4]:
            asked.append((args[2], args[4]))

    engines = {db.db.engine, db.session().get_bind().engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    try:
        morning(shop)
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", count)
    with tenancy.scope(shop.business_id):
        members = db.session().query(Member).count()
    assert len(told(shop, "birthday")) == members
    reading = [sql for sql, _ in asked if sql.lstrip().startswith("SELECT")]
    # Each finder and each kind that is told asks its few questions, whoever many it is for.
    assert len(reading) < 40
