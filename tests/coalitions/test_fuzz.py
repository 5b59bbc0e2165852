"""Ten thousand deals and refunds between three partners, at random: all nets to zero."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations

from flask import Flask

from app.coalitions import pacts, purses, statements, verify
from app.core import db, tenancy
from app.core.errors import AppError
from app.core.ids import ReceiptId
from app.ledger import queries as ledger
from app.ledger.verify import verify as verify_books
from app.sales import actions as sales
from app.sales.payments import Payment
from app.sales.rules import Sale
from tests.coalitions.alliance import Member, allow, members, pair
from tests.conftest import Clock, Database
from tests.world import create_person, issue_card

DEALS = {"sqlite": 10_000, "postgresql": 1_000}
PER_SHIFT = 100
GUESTS = 4
SEED = 20260317


@dataclass
class Market:
    """Three partners, some guests with cards at each, and what they did so far."""

    sides: list[Member]
    guests: list[list[Member]]
    pacts: dict[frozenset[int], int]
    chance: random.Random
    booked: list[tuple[Member, ReceiptId, int]] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)

    def step(self) -> None:
        """One deal or refund; a refusal is a possible end of either."""
        act = self.chance.choices(
            [self.sell, self.take_back, self.undo], weights=[70, 25, 5]
        )[0]
        try:
            with db.writing():
                self.did[act()] += 1
        except AppError as refusal:
            self.did[refusal.code] += 1

    def sell(self) -> str:
        at = self.chance.choice(self.chance.choice(self.guests))
        amounts = [
            self.chance.randint(1, 400_00) for _ in range(self.chance.randint(1, 4))
        ]
        with tenancy.scope(at.business_id):
            own = ledger.balance(at.card_id).available
            own = self.chance.choice([0, min(own, sum(amounts) // 200)])
            sale = at.sale(*amounts, points=own)
            payments = self._payments(at, sale)
            booked = sales.book(replace(sale, payments=payments))
        self.booked.append((at, booked.receipt_id, len(amounts)))
        return "partner deal" if payments else "deal"

    def _payments(self, at: Member, sale: Sale) -> tuple[Payment, ...]:
        is_offered = self.chance.random() < 0.2
        return self._offered(at, sale) if is_offered else self._bold(at, sale)

    def _offered(self, at: Member, sale: Sale) -> tuple[Payment, ...]:
        """What the till offers, whole or a part."""
        most = self.chance.choice([None, self.chance.randint(1, 300_00)])
        return purses.offer(sale, at.person_id, most).payments

    def _bold(self, at: Member, sale: Sale) -> tuple[Payment, ...]:
        """Whatever comes to mind; mostly it is refused or small."""
        guest = next(g for g in self.guests if g[0].person_id == at.person_id)
        other = self.chance.choice([s for s in guest if s != at])
        key = frozenset((at.business_id, other.business_id))
        total = sum(line.amount_minor for line in sale.lines) // 100
        return (
            Payment(
                kind=purses.KIND,
                ref=f"{self.pacts[key]}:{other.card_id}",
                amount_minor=self.chance.randint(1, max(1, min(total, 20))) * 100,
                unit_minor=100,
                as_points=True,
            ),
        )

    def take_back(self) -> str:
        at, receipt_id, lines = self.chance.choice(self.booked or [self._none()])
        some = self.chance.sample(
            range(1, lines + 1), self.chance.randint(1, max(1, lines))
        )
        with tenancy.scope(at.business_id):
            back = sales.refund(
                receipt_id=receipt_id,
                positions=self.chance.choice([None, tuple(some)]),
                number=None,
                outlet_id=at.outlet_id,
                actor="staff:1",
            )
        return "partner refund" if back.payments else "refund"

    def undo(self) -> str:
        at, receipt_id, _ = (self.booked or [self._none()])[-1]
        with tenancy.scope(at.business_id):
            sales.undo(receipt_id=receipt_id, actor="staff:1")
        return "undo"

    def _none(self) -> tuple[Member, ReceiptId, int]:
        return self.sides[0], ReceiptId(0), 1


def open_market() -> Market:
    sides = members("Икс", "Игрек", "Зет")
    made = {
        frozenset((one.business_id, other.business_id)): pair(one, other)
        for one, other in combinations(sides, 2)
    }
    guests = []
    for number in range(GUESTS):
        person_id = create_person(name="Гость", phone=f"+7917000000{number}")
        guest = [
            replace(
                side,
                person_id=person_id,
                card_id=issue_card(
                    side.business_id, side.programme_id, person_id=person_id
                ).card_id,
            )
            for side in sides
        ]
        for one, other in combinations(guest, 2):
            allow(one, other)
            allow(other, one)
        guests.append(guest)
    return Market(sides, guests, made, random.Random(SEED))


def test_random_deals_net_to_zero(app: Flask, database: Database, clock: Clock) -> None:
    market = open_market()
    for deal in range(DEALS[database.kind]):
        market.step()
        if deal % PER_SHIFT == 0:
            clock.advance(hours=8)
    assert market.did["partner deal"] > DEALS[database.kind] // 10
    assert market.did["partner refund"] > DEALS[database.kind] // 50
    clock.advance(days=31)
    with tenancy.across(), db.writing():
        assert statements.make_due() > 0
    for side in market.sides:
        assert side.ask(lambda s=side: list(verify_books(s.business_id))) == []
    assert list(verify.verify()) == []
    assert total_net(market) == 0


def total_net(market: Market) -> int:
    """What all sides together are owed, from the days that each sees."""
    net = 0
    for side in market.sides:
        for partner in side.ask(pacts.partners):
            net += sum(line.net for line in side.days(partner.pact.id))
    return net
