"""A card's standing and a month's turnover, each in one statement of constant cost."""

from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core import db, tenancy
from app.ledger import months, queries
from app.ledger.actions import Cause, credit, spend
from app.ledger.standing import standing
from tests.conftest import Clock
from tests.world import World


def cause(key: str) -> Cause:
    """Something that happens now."""
    return Cause(key=key, actor="system", reason="sale", occurred_at=app_clock.now())


def add(world: World, amount: int, *, hold: int = 0, life: int | None = None) -> None:
    """A credit on the member's card, on hold and alive for some days."""
    now = app_clock.now()
    with tenancy.scope(world.coffee.business_id), db.writing():
        credit(
            card_id=world.coffee.member.card_id,
            cause=cause(f"{amount}:{hold}:{life}"),
            amount=amount,
            available_at=now + timedelta(days=hold),
            expires_at=None if life is None else now + timedelta(days=life),
        )


def test_a_new_card_stands_at_nothing(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        found = standing(world.coffee.member.card_id)
    assert (found.balance, found.pending, found.expiries) == (queries.NOTHING, [], [])


def test_dates_come_in_order_and_three_at_most(world: World, clock: Clock) -> None:
    for days in (9, 7, 8, 6):
        add(world, days, life=days)
        add(world, 10 + days, hold=days)
    card_id = world.coffee.member.card_id
    with tenancy.scope(world.coffee.business_id):
        found = standing(card_id)
        assert found.expiries == queries.expiries(card_id)
        assert found.pending == queries.pending_lots(card_id)
        assert found.balance == queries.balance(card_id)
    assert [each.amount for each in found.expiries] == [6, 7, 8]
    assert [each.amount for each in found.pending] == [16, 17, 18]


@pytest.mark.parametrize("days", [1, 3, 5, 7])
def test_time_alone_changes_the_standing(world: World, clock: Clock, days: int) -> None:
    """R3, R4: nothing was booked since, yet holds end and lots expire."""
    add(world, 100, hold=2)
    add(world, 40, life=4)
    add(world, 7, hold=2, life=6)
    clock.advance(days=days)
    card_id = world.coffee.member.card_id
    with tenancy.scope(world.coffee.business_id):
        found = standing(card_id)
        assert found.balance == queries.balance(card_id)
        assert found.expiries == queries.expiries(card_id)
    available = {1: 40, 3: 147, 5: 107, 7: 100}[days]
    assert found.balance.available == available


def test_another_business_stands_apart(world: World) -> None:
    add(world, 100)
    with tenancy.scope(world.books.business_id):
        assert standing(world.coffee.member.card_id).balance == queries.NOTHING


def test_turnover_counts_each_span_once(world: World, clock: Clock) -> None:
    start = clock.now
    add(world, 100)
    clock.advance(days=1)
    with tenancy.scope(world.coffee.business_id), db.writing():
        spend(card_id=world.coffee.member.card_id, cause=cause("s"), amount=30)
    middle, end = clock.now, clock.now + timedelta(days=1)
    with tenancy.scope(world.coffee.business_id):
        assert months.turnovers(
            world.coffee.member.card_id,
            [(start, middle), (middle, end), (end, end + timedelta(days=1))],
        ) == [months.Turnover(100, 0), months.Turnover(0, -30), months.Turnover(0, 0)]
        assert months.turnovers(world.coffee.member.card_id, []) == []


def test_a_month_of_a_machine_is_not_summed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "MOST_ROWS", 1)
    months._statement.cache_clear()
    add(world, 1)
    span = (app_clock.now(), app_clock.now() + timedelta(days=1))
    card_id = world.coffee.member.card_id
    with tenancy.scope(world.coffee.business_id):
        assert months.turnovers(card_id, [span]) == [months.Turnover(1, 0)]
        add_again = cause("again")
        with db.writing():
            credit(
                card_id=card_id,
                cause=add_again,
                amount=1,
                available_at=app_clock.now(),
                expires_at=None,
            )
        assert months.turnovers(card_id, [span]) == [None]
    months._statement.cache_clear()
