"""The worker delivers facts, lets time pass, seals, and tidies up."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import fanout
from app.cards import queries as cards
from app.core import clock, db, outbox, tenancy
from app.core.errors import Permanent
from app.insights import queries as insights
from app.ledger import actions as ledger
from app.ledger import queries as books
from app.ledger import verify
from app.ledger.actions import Cause
from app.people import events
from app.people.models import Member
from app.worker import Worker
from tests.world import World


@pytest.fixture
def worker(app: Flask) -> Worker:
    """The application's own worker, driven by hand."""
    made: Worker = app.extensions["tessera_worker"]
    return made


def _depth() -> outbox.Depth:
    """How the outbox stands now, not when this test first looked."""
    db.session().rollback()
    return outbox.depth()


def _credit(card_id: int, *, days: int, points: int = 50) -> None:
    now = clock.now()
    ledger.credit(
        card_id=card_id,
        cause=Cause(key=f"gift:{days}", actor="system", reason="gift", occurred_at=now),
        amount=points,
        available_at=now,
        expires_at=now + timedelta(days=days),
        kind="gift",
    )


def test_expiry_is_booked_and_raises_the_card_s_version(
    world: World, worker: Worker
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id):
        with db.writing():
            _credit(shop.member.card_id, days=3)
        before = cards.version(shop.member.card_id)
    clock.advance(timedelta(days=4))
    assert worker.expire() == 1
    assert worker.expire() == 0
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        assert cards.version(shop.member.card_id) == before + 1
        assert books.balance(shop.member.card_id).available == 0
        assert list(verify.verify(shop.business_id)) == []


def test_a_join_reaches_the_day_s_figures(world: World, worker: Worker) -> None:
    worker.relay()
    shop = world.coffee
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        today = clock.today(shop.zone)
        members = db.session().execute(select(func.count(Member.id)))
        assert insights.totals(today, today).joins == members.scalar_one() > 0
    assert _depth().waiting == 0


def test_seals_cover_every_posting(world: World, worker: Worker) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        _credit(shop.member.card_id, days=3)
    assert worker.seal() >= 1
    assert worker.seal() == 0


def test_a_failing_handler_is_tried_again_and_spares_the_others(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def moody(fact: events.CodeAsked) -> None:
        if fact.code_id == 1 and not heard.count(1):
            heard.append(1)
            raise OSError("no network")
        heard.append(fact.code_id)

    monkeypatch.setattr(fanout, "HANDLERS", {events.CodeAsked: (moody,)})
    with db.writing():
        for number in (1, 2):
            outbox.record(events.CodeAsked(number))
    worker.relay()
    assert heard == [1, 2]
    assert _depth().waiting == 1
    clock.advance(timedelta(minutes=1))
    worker.relay()
    assert heard == [1, 2, 1]
    assert _depth().waiting == 0


def test_a_permanent_failure_is_visible_at_once(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: events.CodeAsked) -> None:
        raise Permanent("no such number")

    monkeypatch.setattr(fanout, "HANDLERS", {events.CodeAsked: (refuse,)})
    with db.writing():
        outbox.record(events.CodeAsked(1))
    worker.relay()
    assert _depth().failed == 1
    error = db.session().execute(select(outbox.OutboxRow.error)).scalar_one()
    assert error == "Permanent: no such number"


def test_a_fact_that_nobody_knows_does_not_stop_the_rest(
    app: Flask, worker: Worker, world: World
) -> None:
    with db.writing():
        outbox.record(_Unknown(1))
    worker.relay()
    rows = db.session().execute(
        select(func.count()).where(outbox.OutboxRow.error.is_not(None))
    )
    assert rows.scalar_one() == 1


def test_tidying_an_idle_site_is_harmless(world: World, worker: Worker) -> None:
    worker.tidy()
    with tenancy.scope(world.coffee.business_id):
        assert cards.card(world.coffee.member.card_id).state == "active"


class _Unknown(events.CodeAsked):
    """A fact that no handler hears."""
