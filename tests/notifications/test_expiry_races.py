"""Points that are spent, warned of and let go on in the same moment: each counts once."""

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from app.cards import actions as cards
from app.core import clock, db, tenancy
from app.core.ids import CardId
from app.ledger import actions as ledger
from app.ledger.errors import NotEnoughPoints
from app.notifications import expiry
from tests.chat.test_races import at_once
from tests.notifications.ends import Bench, last_minutes
from tests.world import World, sell

pytestmark = pytest.mark.database
_keys = count()


@pytest.fixture
def bench(world: World) -> Bench:
    """A card on which nothing stands yet."""
    return Bench(world)


def spending(bench: Bench, amount: int) -> Callable[[], object]:
    """A till spends points, with the locks of a sale."""

    def spend() -> object:
        with tenancy.scope(bench.shop.business_id), db.writing():
            cards.show_change(CardId(bench.card_id))
            try:
                return ledger.spend(
                    card_id=bench.card_id,
                    cause=ledger.Cause(
                        key=f"race:{next(_keys)}",
                        actor="system",
                        reason="sale",
                        occurred_at=clock.now(),
                    ),
                    amount=amount,
                ).amount
            except NotEnoughPoints:
                return 0

    return spend


def working(bench: Bench, job: Callable[[], int]) -> Callable[[], object]:
    """One of two workers that do the same."""

    def work() -> object:
        with tenancy.scope(bench.shop.business_id):
            return job()

    return work


def test_points_are_spent_while_they_are_let_go_on(app: Flask, bench: Bench) -> None:
    for days in (1, 1, 2, 3):
        bench.give(100, days=days)
    bench.morning()
    clock.advance(
        clock.day_end(clock.today("Europe/Moscow"), "Europe/Moscow")
        - clock.now()
        - expiry.SOON / 2
    )

    found = at_once(
        app,
        [
            *[spending(bench, 30) for _ in range(4)],
            *[working(bench, expiry.spare_soon) for _ in range(2)],
            *[working(bench, expiry.tell_due) for _ in range(2)],
        ],
    )

    assert None not in found
    assert found[:4] == [30] * 4
    assert bench.available == 280
    assert bench.faults() == []


def test_after_the_end_whoever_comes_first_judges_for_all(
    app: Flask, bench: Bench
) -> None:
    """No job has run: sales meet lots that are over and were not warned of."""
    for days in (1, 1, 2):
        bench.give(100, days=days)
    clock.advance(
        clock.day_end(clock.today("Europe/Moscow"), "Europe/Moscow") - clock.now()
    )
    bench.morning(hour=12)

    found = at_once(
        app,
        [
            *[spending(bench, 60) for _ in range(4)],
            *[working(bench, expiry.spare_soon) for _ in range(2)],
            *[working(bench, expiry.tell_due) for _ in range(2)],
            *[lambda: sell(bench.shop, bench.shop.member, amount_minor=1_000_00)] * 2,
        ],
    )

    assert None not in found
    assert found[:4] == [60] * 4
    assert bench.available == 300 - 240 + 100
    assert [row.kind for row in bench.history()].count("extend") >= 1
    assert bench.faults() == []


def test_two_workers_tell_of_one_end_once(app: Flask, bench: Bench) -> None:
    bench.give(100, days=31)
    bench.morning()

    at_once(app, [working(bench, expiry.tell_due)] * 4)

    assert len(bench.warnings()) == 1
    last_minutes(bench)
    assert bench.faults() == []
