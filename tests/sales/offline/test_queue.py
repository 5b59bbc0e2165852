"""Deals that a till kept: booked once, by R15, whatever the network does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.cards.models import Card
from app.core import audit, db, tenancy
from app.ledger.queries import Balance
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.programmes.tiers import Tier
from app.sales.models import Receipt
from app.sales.offline import queries, reviewing
from app.sales.offline.errors import (
    CannotBook,
    DealSettled,
)
from app.sales.offline.wire import Letter
from tests.conftest import Clock
from tests.sales.offline.device import Device, Pen, decide, listed, prepare, receipts
from tests.world import Shop, World, issue_card, sell

See = Callable[[], Balance]


def test_e32_both_spends_stand_and_the_rest_is_a_debt(
    shop: Shop, device: Device, balance: See
) -> None:
    """Snapshot 100, promised; 80 offline, 60 on the web meanwhile."""
    assert device.limit(shop.member.number) == 100
    letter = device.write(device.sale(shop.member.number, 80_00, 80))
    sell(shop, shop.member, amount_minor=60_00, points=60)
    done = device.send(letter)
    assert (done.state, done.is_overdrawn) == ("booked", True)
    now = balance()
    assert (now.available, now.debt) == (0, 40)
    (flagged,) = listed(shop)
    assert flagged.is_overdrawn
    assert flagged.state == "booked"
    decide(shop, reviewing.close, flagged.id)
    assert listed(shop) == []


def test_e32_a_limit_below_the_balance_is_what_counts(
    shop: Shop, device: Device, balance: See
) -> None:
    sell(shop, shop.member, amount_minor=10000_00)
    device.refresh()
    assert device.limit(shop.member.number) == 300
    done = device.sell(shop.member.number, 400_00, 301)
    assert (done.state, done.reason) == ("refused", "over_promise")
    assert balance().available == 600


def test_e32_the_promise_is_for_all_spends_together(
    shop: Shop, device: Device, balance: See
) -> None:
    assert device.sell(shop.member.number, 100_00, 70).state == "booked"
    assert device.sell(shop.member.number, 100_00, 31).reason == "over_promise"
    assert device.sell(shop.member.number, 100_00, 30).state == "booked"
    assert balance().debt == 0


def test_many_snapshots_promise_no_more_than_one(
    shop: Shop, device: Device, balance: See, clock: Clock
) -> None:
    letters = []
    for _ in range(3):
        letters.append(device.write(device.sale(shop.member.number, 100_00, 100)))
        clock.advance(minutes=1)
        device.refresh()
    done = [device.send(letter).reason for letter in letters]
    assert done == ["", "over_promise", "over_promise"]
    assert balance().debt == 0


def test_limits_that_are_taken_after_sending_are_new_ones(
    shop: Shop, device: Device, balance: See, clock: Clock
) -> None:
    assert device.sell(shop.member.number, 100_00, 70).state == "booked"
    clock.advance(seconds=1)
    device.refresh()
    assert device.limit(shop.member.number) == 31
    assert device.sell(shop.member.number, 100_00, 31).state == "booked"
    assert balance().debt == 0


def test_a_refused_spend_can_be_booked_for_the_money(
    shop: Shop, device: Device, balance: See
) -> None:
    refused = device.sell(shop.member.number, 300_00, 200)
    assert refused.reason == "over_promise"
    (row,) = listed(shop)
    decide(shop, reviewing.book, row.id)
    # 100.00 of the 300.00 was paid in money.
    assert balance().available == 105
    with tenancy.scope(shop.business_id):
        lines = audit.lines(kind="offline")
    assert [line.act for line in lines] == ["offline.booked"]
    with pytest.raises(DealSettled):
        decide(shop, reviewing.book, row.id)


def test_the_same_letter_is_booked_once(
    shop: Shop, device: Device, balance: See
) -> None:
    letter = device.write(device.sale(shop.member.number, 1000_00))
    first, again = device.send(letter), device.send(letter)
    assert (first.state, first.is_repeat) == ("booked", False)
    assert (again.state, again.is_repeat) == ("booked", True)
    assert again.number == first.number
    assert balance().available == 150
    assert receipts(shop) == 2


def test_other_words_under_a_number_are_refused_and_shown(
    shop: Shop, device: Device, balance: See
) -> None:
    device.sell(shop.member.number, 1000_00, sequence=7)
    other = device.sell(shop.member.number, 9000_00, sequence=7)
    assert (other.state, other.reason) == ("refused", "sequence_reused")
    assert balance().available == 150
    assert [row.reason for row in listed(shop)] == ["sequence_reused"]


def test_gaps_are_accepted_and_noted(shop: Shop, device: Device) -> None:
    for number in (1, 2, 5, 9):
        sent = device.sell(shop.member.number, 100_00, sequence=number)
        assert sent.state == "booked"
    with tenancy.scope(shop.business_id):
        assert queries.device(device.id).missing == 5
    assert listed(shop) == []


def test_a_signature_of_another_key_books_nothing(
    shop: Shop, device: Device, balance: See
) -> None:
    true = device.write(device.sale(shop.member.number, 1000_00))
    forged = Letter(true.body, Pen().sign(true.body).signature)
    changed = Letter(true.body.replace("100000", "900000"), true.signature)
    for letter in (forged, changed, Letter(true.body, ""), Letter(true.body, "@@")):
        assert device.send(letter).reason == "bad_signature"
    assert balance().available == 100
    # What was forged does not keep the true one out.
    assert device.send(true).state == "booked"
    assert balance().available == 150
    row = listed(shop)[0]
    with pytest.raises(CannotBook):
        decide(shop, reviewing.book, row.id)
    decide(shop, reviewing.close, row.id)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"v": 2}',
        '{"v": 1, "sequence": 1, "at": 1, "kind": "steal"}',
        '{"v": 1, "sequence": 0, "at": 1, "kind": "earn"}',
        '{"v": 1, "sequence": true, "at": 1, "kind": "earn"}',
        '{"v": 1, "sequence": 1, "at": 1e400, "kind": "earn"}',
        '{"v": 1, "sequence": 1, "at": 1, "kind": "earn", "card": "1234567897"}',
        (
            '{"v": 1, "sequence": 1, "at": 1, "kind": "earn", "card": "12\\u0000",'
            ' "lines": [{"amount_minor": 1}]}'
        ),
        (
            '{"v": 1, "sequence": 1, "at": 1, "kind": "earn", "card": "1234567897",'
            ' "lines": [{"amount_minor": -1}]}'
        ),
        (
            '{"v": 1, "sequence": 1, "at": 1, "kind": "spend", "card": "1234567897",'
            ' "lines": [{"amount_minor": 1}]}'
        ),
        '{"v": 1, "sequence": 1, "at": 1, "kind": "refund"}',
    ],
)
def test_what_is_no_deal_is_refused(shop: Shop, device: Device, body: str) -> None:
    done = device.send(device.pen.sign(body))
    assert (done.state, done.reason) == ("refused", "unreadable")
    assert receipts(shop) == 1


def test_a_revoked_till_books_nothing_and_loses_nothing(
    shop: Shop, device: Device, balance: See
) -> None:
    earned = device.write(device.sale(shop.member.number, 1000_00))
    spent = device.write(device.sale(shop.member.number, 100_00, 50))
    device.revoke()
    assert device.send(earned).reason == "revoked"
    assert device.send(spent).reason == "revoked"
    assert balance().available == 100
    first, _ = listed(shop)
    decide(shop, reviewing.book, first.id)
    assert balance().available == 150


def test_earning_within_seven_days_later_by_a_manager(
    shop: Shop, device: Device, clock: Clock, balance: See
) -> None:
    soon = device.write(device.sale(shop.member.number, 1000_00))
    late = device.write(device.sale(shop.member.number, 2000_00))
    clock.advance(days=7)
    assert device.send(soon).state == "booked"
    clock.advance(seconds=1)
    done = device.send(late)
    assert (done.state, done.reason) == ("review", "too_old")
    (row,) = listed(shop)
    decide(shop, reviewing.book, row.id)
    assert balance().available == 250


def test_limits_hold_for_a_day(
    shop: Shop, device: Device, clock: Clock, balance: See
) -> None:
    clock.advance(hours=24)
    assert device.sell(shop.member.number, 100_00, 10).state == "booked"
    clock.advance(seconds=1)
    assert device.sell(shop.member.number, 100_00, 10).reason == "promise_ended"
    assert balance().available == 94


@pytest.mark.parametrize("broken", ["ticket", "limit", "voucher", "none", "other"])
def test_only_what_we_signed_is_a_promise(
    shop: Shop, device: Device, balance: See, broken: str
) -> None:
    other = prepare(shop, "Second")
    change = {
        "ticket": {"snapshot": device.taken["ticket"][:-1] + "x"},
        "limit": {"limit": 1000},
        "voucher": {"voucher": "0" * 20},
        "none": {"voucher": "", "snapshot": ""},
        "other": {"snapshot": other.taken["ticket"]},
    }[broken]
    done = device.sell(shop.member.number, 100_00, 10, **change)
    assert (done.state, done.reason) == ("refused", "no_promise")
    assert balance().available == 100


def test_a_changing_code_counts_as_its_number(
    shop: Shop, device: Device, balance: See
) -> None:
    """M9: nobody can check it offline; what it adds is nothing, what it harms neither."""
    code = f"R{shop.member.number}{'A' * 13}"
    assert device.sell(code, 1000_00).state == "booked"
    assert balance().available == 150


def test_unknown_and_closed_cards_wait_for_a_person(
    shop: Shop, device: Device, balance: See
) -> None:
    assert device.sell("0000000000", 100_00).reason == "card_not_found"
    with tenancy.scope(shop.business_id), db.writing():
        db.session().execute(
            update(Card).where(Card.id == shop.member.card_id).values(state="closed")
        )
    assert device.sell(shop.member.number, 100_00).reason == "card_not_found"
    assert [row.card_number for row in listed(shop)] == [
        "0000000000",
        shop.member.number,
    ]


def test_a_receipt_number_is_booked_once_per_outlet(
    shop: Shop, device: Device, balance: See
) -> None:
    assert device.sell(shop.member.number, 1000_00, number="A-1").number == "A-1"
    again = device.sell(shop.member.number, 1000_00, number="A-1")
    assert (again.state, again.reason) == ("review", "receipt_exists")
    assert balance().available == 150


def test_a_clock_that_is_hours_wrong_is_corrected_and_flagged(
    shop: Shop, device: Device, clock: Clock
) -> None:
    ahead = timedelta(hours=5)
    letter = device.write(device.sale(shop.member.number, 100_00), clock.now + ahead)
    true = clock.now
    clock.advance(hours=1)
    device.send(letter, clock.now + ahead)
    (row,) = listed(shop)
    assert row.is_clock_wrong
    assert row.occurred_at == true


def test_the_night_of_the_clock_change_is_no_matter(
    books_shop: Shop, clock: Clock
) -> None:
    """London, 25 October 2026: 01:30 comes twice; instants tell them apart."""
    clock.set(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    device = prepare(books_shop)
    first = device.write(device.sale(books_shop.member.number, 100_00))
    clock.advance(hours=1)
    second = device.write(device.sale(books_shop.member.number, 100_00))
    clock.advance(hours=6)
    for letter in (second, first):
        assert device.send(letter).state == "booked"
    with tenancy.scope(books_shop.business_id):
        times = db.session().scalars(
            select(Receipt.occurred_at).order_by(Receipt.occurred_at)
        )
        apart = list(times)
    assert apart[1] - apart[0] == timedelta(hours=1)


@pytest.fixture
def books_shop(world: World) -> Shop:
    """The bookshop in London."""
    return world.books


def test_nothing_is_taken_off_a_cheque_that_was_paid_in_full(
    shop: Shop, device: Device, balance: See
) -> None:
    """The guest has paid the whole sum: a discount that nobody gave is not booked."""
    rules = PointsRules(tiers=(Tier(share_basis_points=1000),))
    with tenancy.scope(shop.business_id), db.writing():
        programmes.change_rules(
            programme_id=shop.programme_id, rules=rules, actor="system"
        )
    online = sell(shop, shop.member, amount_minor=1000_00)
    assert online.paid_minor == 900_00
    done = device.sell(shop.member.number, 1000_00)
    assert done.state == "booked"
    with tenancy.scope(shop.business_id):
        paid = db.session().scalar(
            select(Receipt.paid_minor).where(Receipt.number == done.number)
        )
    assert paid == 1000_00
    assert balance().debt == 0


def test_a_card_of_somebody_who_was_never_here_only_earns(
    shop: Shop, device: Device
) -> None:
    newcomer = issue_card(shop.business_id, shop.programme_id, phone="+79161110000")
    assert device.limit(newcomer.number) == 0
    assert device.sell(newcomer.number, 1000_00).state == "booked"
    assert device.sell(newcomer.number, 100_00, 10).reason == "no_promise"
