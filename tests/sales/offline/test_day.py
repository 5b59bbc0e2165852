"""M8: a day of 500 deals on two tills; the network loses, repeats and shuffles."""

import random
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.core import db, tenancy
from app.ledger import queries as ledger
from app.ledger.verify import verify
from app.sales.models import Receipt, Refund
from app.sales.offline import queries
from app.sales.offline.models import OfflineDeal
from app.sales.offline.wire import Letter, sequence_of
from tests.conftest import Clock
from tests.sales.offline.device import Device, prepare
from tests.world import Holder, Shop, World, issue_card, sell

DEALS = 500
GUESTS = 12


def crowd(shop: Shop) -> list[Holder]:
    """Guests with 100 points each."""
    guests = [
        issue_card(shop.business_id, shop.programme_id, phone=f"+7916555{n:04}")
        for n in range(GUESTS)
    ]
    for guest in guests:
        sell(shop, guest, amount_minor=2000_00)
    return guests


def day(
    tills: list[Device], guests: list[Holder], clock: Clock, chance: random.Random
) -> list[tuple[Device, Letter]]:
    """What both tills write in a day: sales, spends within promises, returns."""
    left = {
        (till.id, guest.number): till.limit(guest.number)
        for till in tills
        for guest in guests
    }
    written: list[tuple[Device, Letter]] = []
    sold: dict[int, list[int]] = {till.id: [] for till in tills}
    for number in range(DEALS):
        clock.advance(seconds=chance.randrange(10, 90))
        till, guest = chance.choice(tills), chance.choice(guests)
        points = min(left[till.id, guest.number], chance.choice([0, 0, 7, 30]))
        if number % 25 == 24 and sold[till.id]:
            of = sold[till.id].pop(chance.randrange(len(sold[till.id])))
            deal = {"kind": "refund", "of_sequence": of}
        else:
            left[till.id, guest.number] -= points
            total = chance.randrange(100_00, 900_00)
            deal = till.sale(guest.number, total, points)
        letter = till.write(deal)
        written.append((till, letter))
        if deal["kind"] != "refund":
            sold[till.id].append(sequence_of(letter))
    return written


@pytest.mark.parametrize("seed", [1])
def test_500_deals_none_lost_none_doubled(
    world: World, clock: Clock, seed: int
) -> None:
    shop, chance = world.coffee, random.Random(seed)
    guests = crowd(shop)
    tills = [prepare(shop, "Bar"), prepare(shop, "Hall")]
    written = day(tills, guests, clock, chance)
    clock.advance(hours=1)
    # Every letter comes once to three times, some much later, in no order.
    post = [pair for pair in written for _ in range(chance.choice([1, 1, 2, 3]))]
    chance.shuffle(post)
    for till, letter in post:
        till.send(letter)
    states = Counter(till.send(letter).state for till, letter in written)
    assert states == {"booked": DEALS}
    kinds = Counter('"refund"' in letter.body for _, letter in written)
    with tenancy.scope(shop.business_id):
        assert count(Receipt) == kinds[False] + GUESTS
        assert count(Refund) == kinds[True]
        assert count(OfflineDeal) == DEALS
        assert list(verify(shop.business_id)) == []
        for till in tills:
            assert queries.device(till.id).missing == 0
        for guest in guests:
            check(guest)


def check(guest: Holder) -> None:
    """A card's balance is what its receipts earned, kept and spent."""
    rows = db.session().execute(
        select(
            func.sum(Receipt.earned_points - Receipt.clawed_points),
            func.sum(Receipt.points_spent),
        ).where(Receipt.card_id == guest.card_id)
    )
    earned, spent = rows.one()
    back = db.session().scalar(
        select(func.coalesce(func.sum(Refund.points_returned), 0))
        .join(Receipt, Receipt.id == Refund.receipt_id)
        .where(Receipt.card_id == guest.card_id)
    )
    balance = ledger.balance(guest.card_id)
    assert balance.available + balance.pending - balance.debt == earned - spent + back


def count(rows: type[Receipt | Refund | OfflineDeal]) -> int:
    """How many there are."""
    return db.session().execute(select(func.count(rows.id))).scalar_one()
