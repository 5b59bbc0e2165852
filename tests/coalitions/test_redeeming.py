"""A partner's points at the till: whose, how many, and when not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.cards import erasing
from app.coalitions import consents, deposits, errors, pacts, purses, verify
from app.coalitions.terms import Cover
from app.core import db, tenancy
from app.core.errors import NotFound, Refused
from app.core.outbox import OutboxRow
from app.ledger import queries
from app.ledger.errors import NotEnoughPoints
from app.sales import actions as sales
from app.sales.errors import UnknownPayment
from app.sales.payments import Payment
from tests.coalitions.alliance import (
    NO_LIMIT,
    Member,
    alliance,
    allow,
    members,
    pair,
    terms,
)
from tests.conftest import Clock
from tests.world import issue_card


def pay(at: Member, card: Member, pact_id: int, amount_minor: int) -> Payment:
    """What the till would send for a card, right or wrong."""
    return Payment(
        kind="partner",
        ref=f"{pact_id}:{card.card_id}",
        amount_minor=amount_minor,
        unit_minor=100,
        as_points=True,
    )


def book(at: Member, *payments: Payment, total: int = 1000_00) -> sales.Booked:
    return at.do(sales.book, replace(at.sale(total), payments=payments))


def test_one_purse_after_consent(app: Flask) -> None:
    x, y = members("Икс", "Игрек")
    pair(x, y)
    x.give(50)
    assert y.ask(purses.cards_of, y.person_id) == []
    allow(x, y)
    (card,) = y.ask(purses.cards_of, y.person_id)
    assert (card.issuer, card.available, card.worth) == ("Икс", 50, 50_00)
    x.do(
        consents.withdraw,
        person_id=x.person_id,
        recipient_id=y.business_id,
        purpose="purse",
    )
    assert y.ask(purses.cards_of, y.person_id) == []
    with pytest.raises(errors.PurseClosed):
        book(y, pay(y, x, y.partner().pact.id, 50_00))


def test_own_points_come_first_then_the_soonest_end(app: Flask, clock: Clock) -> None:
    x, y, z = alliance("Икс", "Игрек", "Зет")
    y.give(100)
    x.give(200, expires_at=clock.now + timedelta(days=60))
    z.give(300, expires_at=clock.now + timedelta(days=30))
    sale = y.sale(450_00, points=100)
    offer = y.ask(purses.offer, sale, y.person_id)
    assert [each.amount_minor for each in offer.payments] == [300_00, 50_00]
    assert offer.names == ("Зет", "Икс")
    y.do(sales.book, replace(sale, payments=offer.payments))
    assert (x.standing, y.standing[0], z.standing) == ((150, 0), 0, (0, 0))
    assert list(verify.verify()) == []


def test_the_issuer_learns_nothing_of_the_sale(app: Flask) -> None:
    x, y = alliance("Икс", "Игрек")
    x.give(100)
    book(y, pay(y, x, y.partner().pact.id, 100_00), total=777_77)
    (posting,) = [
        row for row in x.ask(queries.history, x.card_id) if row.kind == "spend"
    ]
    assert posting.receipt_id is None
    assert posting.reason == "partner:Игрек"
    facts = {row.fact for row in _facts(x.business_id)}
    assert "CardChanged" in facts


def _facts(business_id: int) -> list[OutboxRow]:
    rows = db.session().query(OutboxRow).all()
    return [row for row in rows if row.payload.get("business_id") == business_id]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"member_day_points": 99}, errors.PartnerMemberLimit),
        ({"day_points": 99}, errors.PartnerDayLimit),
        ({"cover": Cover.POOL}, errors.PartnerPoolEmpty),
    ],
)
def test_limits_stop_with_words(
    app: Flask, changes: dict[str, object], expected: type[Refused]
) -> None:
    x, y = alliance("Икс", "Игрек", **changes)
    x.give(500)
    with pytest.raises(expected):
        book(y, pay(y, x, y.partner().pact.id, 100_00))
    assert x.standing == (500, 0)


def test_limits_of_a_day_end_with_it(app: Flask, clock: Clock) -> None:
    x, y = alliance("Икс", "Игрек", member_day_points=100)
    x.give(500)
    pact_id = y.partner().pact.id
    first = book(y, pay(y, x, pact_id, 100_00))
    with pytest.raises(errors.PartnerMemberLimit):
        book(y, pay(y, x, pact_id, 1_00))
    y.refund(first.receipt_id)
    book(y, pay(y, x, pact_id, 100_00))
    clock.advance(days=1)
    book(y, pay(y, x, pact_id, 100_00))


def test_the_credit_limit_counts_what_both_owe(app: Flask) -> None:
    x, y = members("Икс", "Игрек")
    offered = terms(x, y)
    first = replace(offered.first, credit_minor=80_00)
    pair(x, y, first=first)
    allow(x, y)
    allow(y, x)
    x.give(500)
    y.give(500)
    pact_id = y.partner().pact.id
    book(y, pay(y, x, pact_id, 100_00))
    with pytest.raises(errors.PartnerCreditUsed):
        book(y, pay(y, x, pact_id, 1_00))
    book(x, pay(x, y, pact_id, 50_00))
    book(y, pay(y, x, pact_id, 50_00))


def test_a_pool_pays_as_far_as_it_was_filled(app: Flask, clock: Clock) -> None:
    x, y = alliance("Икс", "Игрек", cover=Cover.POOL)
    x.give(500)
    pact_id = y.partner().pact.id
    deposit_id = x.do(
        deposits.pay_in,
        pact_id=pact_id,
        amount_minor=80_00,
        document_number="17",
        paid_on=clock.now.date(),
    )
    with pytest.raises(errors.PartnerPoolEmpty):
        book(y, pay(y, x, pact_id, 100_00))
    with pytest.raises(errors.NotYourTurn):
        x.do(deposits.confirm, pact_id=pact_id, deposit_id=deposit_id)
    y.do(deposits.confirm, pact_id=pact_id, deposit_id=deposit_id)
    book(y, pay(y, x, pact_id, 100_00))
    with pytest.raises(errors.PartnerPoolEmpty):
        book(y, pay(y, x, pact_id, 1_00))


def test_what_makes_no_sense_is_refused(app: Flask) -> None:
    x, y, z = members("Икс", "Игрек", "Зет")
    pact_id = pair(x, y)
    allow(x, y)
    x.give(100)
    z.give(100)
    with pytest.raises(UnknownPayment):
        book(y, replace(pay(y, x, pact_id, 50), unit_minor=1))
    with pytest.raises(NotEnoughPoints):
        book(y, pay(y, x, pact_id, 101_00))
    with pytest.raises(NotFound):
        book(y, pay(y, z, pact_id, 50_00))
    with pytest.raises(NotFound):
        book(z, pay(z, x, pact_id, 50_00))
    for ref in ("", "1", "a:b", "1:2:3", "-1:2", "1:9999999999999999999", "１:2"):
        wrong = replace(pay(y, x, pact_id, 50_00), ref=ref)
        with pytest.raises(UnknownPayment):
            book(y, wrong)
    assert x.standing == (100, 0)


def test_another_persons_card_never_pays(app: Flask) -> None:
    x, y = members("Икс", "Игрек")
    (stranger,) = members("Тайный", phone="+79160000099")
    pact_id = pair(x, y)
    allow(x, y)
    x.give(100)
    other = issue_card(y.business_id, y.programme_id, person_id=stranger.person_id)
    thief = replace(y, card_id=other.card_id, person_id=stranger.person_id)
    with pytest.raises(errors.PurseClosed):
        book(thief, pay(thief, x, pact_id, 50_00))


def test_a_pact_that_is_over_pays_nothing_but_still_gives_back(
    app: Flask, clock: Clock
) -> None:
    x, y = alliance("Икс", "Игрек", notice_days=5)
    x.give(300)
    pact_id = y.partner().pact.id
    booked = book(y, pay(y, x, pact_id, 100_00))
    y.do(pacts.give_notice, pact_id=pact_id)
    clock.advance(days=5)
    book(y, pay(y, x, pact_id, 100_00))
    clock.advance(days=1)
    with pytest.raises(errors.PactNotInForce):
        book(y, pay(y, x, pact_id, 100_00))
    assert y.ask(purses.cards_of, y.person_id) == []
    y.refund(booked.receipt_id)
    assert x.standing == (200, 0)
    assert list(verify.verify()) == []


def test_an_undo_gives_the_points_back(app: Flask) -> None:
    x, y = alliance("Икс", "Игрек")
    x.give(300)
    booked = book(y, pay(y, x, y.partner().pact.id, 100_00))
    y.do(sales.undo, receipt_id=booked.receipt_id, actor="staff:1")
    assert x.standing == (300, 0)
    assert [day.net for day in x.days(x.partner().pact.id)] == [0]
    assert list(verify.verify()) == []


def test_a_return_after_the_issuer_forgot_the_guest_leaves_nothing(app: Flask) -> None:
    x, y = alliance("Икс", "Игрек")
    x.give(300)
    booked = book(y, pay(y, x, y.partner().pact.id, 100_00))
    with db.writing():
        erasing.erase(person_id=x.person_id, actor="system")
    y.refund(booked.receipt_id)
    assert x.standing == (0, 0)
    assert list(verify.verify()) == []
    with tenancy.across():
        assert x.ask(consents.given, x.person_id) == []


def test_limits_on_points_hold_for_a_partners_too(app: Flask) -> None:
    x, y = alliance("Икс", "Игрек")
    x.give(NO_LIMIT // 100)
    sale = replace(y.sale(1000_00), code_is_rotating=False)
    offer = y.ask(purses.offer, sale, y.person_id)
    # What a lasting code may spend of own points, it may spend of a partner's.
    assert offer.amount_minor == 300_00
