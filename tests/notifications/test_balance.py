"""Members hear what comes to their cards and goes from them, once each."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.businesses import queries as businesses
from app.core import clock, db, locales, tenancy
from app.notifications import triggers
from app.notifications.kinds.registry import KINDS
from app.notifications.models import Notice
from app.sales import actions as sales
from tests.world import Holder, Shop, World, issue_card, sell


@pytest.fixture
def shop(world: World) -> Shop:
    """The coffee shop."""
    return world.coffee


@pytest.fixture
def guest(shop: Shop) -> Holder:
    """Another member, with a card of their own."""
    return issue_card(shop.business_id, shop.programme_id, phone="+79260000077")


def relay(app: Flask) -> None:
    """Let everything that is due be told."""
    db.session().rollback()
    app.extensions["tessera_worker"].relay()


def told(shop: Shop, kind: str) -> list[dict[str, Any]]:
    """What notices of a kind say."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        rows = db.session().scalars(
            select(Notice.payload).where(Notice.kind == kind).order_by(Notice.id)
        )
        return list(rows)


def words(shop: Shop, kind: str, language: str) -> list[str]:
    """Subject and paragraphs of the notices of a kind."""
    business = businesses.by_id(shop.business_id)
    with locales.speaking(language):
        made = [KINDS[kind].words(business, payload) for payload in told(shop, kind)]
    return [
        text.replace("\u00a0", " ").replace("\u202f", " ")
        for each in made
        for text in (each.subject, *each.paragraphs)
    ]


def test_a_purchase_is_told_with_its_sum_and_the_balance(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100_000, number="77")
    relay(app)
    relay(app)
    assert words(shop, "receipt", "ru") == [
        "начислено: 50 баллов",
        "Чек 77 на 1 000 ₽.",
        "Начислено: 50 баллов.",
        "На карте: 50 баллов.",
    ]
    assert words(shop, "receipt", "en")[0] == "credited: 50 points"


def test_a_purchase_that_moves_nothing_is_not_told(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100)
    relay(app)
    assert told(shop, "receipt") == []


def test_spending_is_told_too(app: Flask, shop: Shop, guest: Holder) -> None:
    sell(shop, guest, amount_minor=100_000)
    sell(shop, guest, amount_minor=100_000, points=50)
    relay(app)
    assert [each["spent"] for each in told(shop, "receipt")] == [0, 50]


def test_a_return_is_told_once(app: Flask, shop: Shop, guest: Holder) -> None:
    booked = sell(shop, guest, amount_minor=100_000, number="78")
    relay(app)
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=booked.receipt_id,
            positions=None,
            number="r1",
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
        )
    relay(app)
    relay(app)
    (payload,) = told(shop, "refund")
    assert (payload["money_minor"], payload["clawed"]) == (100_000, 50)
    assert payload["balance"] == 0
    assert "Вам вернули 1 000 ₽ за товары из чека 78." in words(shop, "refund", "ru")


def test_a_cancelled_receipt_is_told(app: Flask, shop: Shop, guest: Holder) -> None:
    booked = sell(shop, guest, amount_minor=100_000, number="79")
    with tenancy.scope(shop.business_id), db.writing():
        sales.undo(receipt_id=booked.receipt_id, actor=shop.cashier.actor)
    relay(app)
    assert told(shop, "receipt") == []
    assert [each["is_undone"] for each in told(shop, "refund")] == [True]


def test_what_is_a_day_old_is_told_no_more(
    app: Flask, shop: Shop, guest: Holder
) -> None:
    sell(shop, guest, amount_minor=100_000)
    clock.advance(timedelta(hours=25))
    relay(app)
    assert told(shop, "receipt") == []


def test_a_business_can_do_without(app: Flask, shop: Shop, guest: Holder) -> None:
    with tenancy.scope(shop.business_id), db.writing():
        triggers.choose(code="receipt", is_on=False)
    sell(shop, guest, amount_minor=100_000)
    relay(app)
    assert told(shop, "receipt") == []
