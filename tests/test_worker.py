"""The worker delivers facts, lets time pass, seals, and tidies up."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import fanout
from app.cards import queries as cards
from app.core import clock, db, outbox, tenancy
from app.core.errors import Permanent
from app.insights import queries as insights
from app.insights.periods import Span
from app.ledger import actions as ledger
from app.ledger import queries as books
from app.ledger import verify
from app.ledger.actions import Cause
from app.people import events
from app.people.models import Member
from app.space.talk_models import GuestRequest
from app.worker import OneAtATime, Worker
from tests.conftest import MakeApp
from tests.sales.offline.device import prepare
from tests.space import talk
from tests.warned import warn
from tests.world import World, sell


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
        warn(shop.business_id, shop.member.card_id)
        before = cards.version(shop.member.card_id)
    clock.advance(timedelta(days=4))
    assert worker.expire() == 1
    assert worker.expire() == 0
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        assert cards.version(shop.member.card_id) == before + 1
        assert books.balance(shop.member.card_id).available == 0
        assert list(verify.verify(shop.business_id)) == []


def test_points_nobody_was_warned_of_are_extended_before_their_end(
    world: World, worker: Worker
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        _credit(shop.member.card_id, days=3)
    clock.advance(timedelta(days=3, minutes=-30))
    assert worker.expire() == 1
    assert worker.expire() == 0
    clock.advance(timedelta(days=1))
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        assert books.balance(shop.member.card_id).available == 50
        assert list(verify.verify(shop.business_id)) == []


def test_returns_that_wait_for_their_sale_are_looked_at_again(
    world: World, worker: Worker
) -> None:
    shop = world.coffee
    till = prepare(shop)
    till.send(till.write({"kind": "refund", "of_number": "N-1"}))
    assert worker.offline() == 0
    sell(shop, shop.member, amount_minor=1000_00, number="N-1")
    assert worker.offline() == 1
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        assert books.balance(shop.member.card_id).available == 0


def test_a_join_reaches_the_day_s_figures(world: World, worker: Worker) -> None:
    worker.relay()
    shop = world.coffee
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        today = clock.today(shop.zone)
        members = db.session().execute(select(func.count(Member.id)))
        found = insights.days(Span(today, today))[today]
        assert found.joins == members.scalar_one() > 0
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


def test_what_a_phone_waits_for_is_told_for_a_whole_batch_before_the_rest(
    app: Flask, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    @outbox.state(of=lambda fact: fact.code_id)
    def refresh(fact: events.CodeAsked) -> None:
        if fact.code_id == 2 and "refresh 2" not in heard:
            heard.append("refresh 2")
            raise OSError("no database")
        heard.append(f"refresh {fact.code_id}")

    def tell(fact: events.CodeAsked) -> None:
        heard.append(f"tell {fact.code_id}")

    monkeypatch.setattr(fanout, "HANDLERS", {events.CodeAsked: (tell, refresh)})
    monkeypatch.setattr(fanout, "URGENT", {refresh})
    with db.writing():
        for number in (1, 2, 3):
            outbox.record(events.CodeAsked(number))
    worker.relay()
    assert heard == ["refresh 1", "refresh 2", "refresh 3", "tell 1", "tell 3"]
    clock.advance(timedelta(minutes=1))
    worker.relay()
    assert heard[5:] == ["refresh 2", "tell 2"]
    assert _depth().waiting == 0


def test_urgent_handlers_name_the_state_that_they_publish() -> None:
    """Else the same fact would be told to them twice."""
    assert all(hasattr(handler, "state_of") for handler in fanout.URGENT)


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


def test_tidying_deletes_requests_whose_time_is_over(
    world: World, worker: Worker
) -> None:
    talk.call_back(world.coffee)
    clock.advance(timedelta(days=366))
    worker.tidy()
    with tenancy.scope(world.coffee.business_id):
        assert db.session().scalar(select(func.count(GuestRequest.id))) == 0


def _until(happened: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.01)
    return happened()


def test_a_call_during_a_run_makes_a_job_run_once_more_and_waits_for_nobody() -> None:
    entered, gate = threading.Semaphore(0), threading.Semaphore(0)
    runs: list[str] = []

    def slow() -> None:
        runs.append(threading.current_thread().name)
        entered.release()
        gate.acquire()

    job = OneAtATime(slow)
    first = threading.Thread(target=job, name="first")
    first.start()
    entered.acquire()
    for _ in range(3):
        job()
    gate.release()
    entered.acquire()
    gate.release()
    first.join(5)
    assert runs == ["first", "first"]


def test_a_job_that_failed_runs_when_it_is_called_again() -> None:
    runs: list[int] = []

    def moody() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise OSError

    job = OneAtATime(moody)
    with pytest.raises(OSError):
        job()
    job()
    assert len(runs) == 2


@pytest.mark.real_clock
def test_a_queue_that_hangs_holds_up_neither_relay_nor_other_queues(
    app: Flask, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    heard: list[int] = []
    hung: list[int] = []
    other: list[int] = []

    def hang(_: object) -> int:
        hung.append(1)
        gate.wait(10)
        return 0

    def quick(_: object) -> int:
        other.append(1)
        return 0

    monkeypatch.setattr(fanout, "QUEUES", {"hanging": hang, "quick": quick})
    monkeypatch.setattr(
        fanout,
        "HANDLERS",
        {events.CodeAsked: (lambda fact: heard.append(fact.code_id),)},
    )
    worker: Worker = make_app().extensions["tessera_worker"]
    worker.huey.flush()
    consumer = worker.consumer()
    consumer.start()
    try:
        for number in range(1, 6):
            seen = len(other)
            with db.writing():
                outbox.record(events.CodeAsked(number))
            assert _until(lambda number=number: number in heard)
            assert _until(lambda seen=seen: len(other) > seen)
        assert hung == [1]
    finally:
        gate.set()
        worker.stop()
        consumer.stop(graceful=True)


@pytest.mark.real_clock
def test_a_fact_right_after_another_one_does_not_wait_for_the_timetable(
    app: Flask, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[int, float] = {}
    monkeypatch.setattr(
        fanout,
        "HANDLERS",
        {
            events.CodeAsked: (
                lambda fact: heard.setdefault(fact.code_id, time.monotonic()),
            )
        },
    )
    worker: Worker = make_app().extensions["tessera_worker"]
    worker.huey.flush()
    consumer = worker.consumer()
    consumer.start()
    recorded = {}
    try:
        for number in range(20):
            with db.writing():
                outbox.record(events.CodeAsked(number))
            recorded[number] = time.monotonic()
            time.sleep(0.06)
        assert _until(lambda: len(heard) == 20)
    finally:
        worker.stop()
        consumer.stop(graceful=True)
    waits = sorted(heard[number] - recorded[number] for number in recorded)
    assert waits[-1] < 1.0


class _Unknown(events.CodeAsked):
    """A fact that no handler hears."""


def test_an_earlier_look_is_planned_although_a_later_one_is(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One phone waits for a minute, and another only for as long as Apple asked."""
    waits = iter([50.0, 3.0, 3.5, None])
    monkeypatch.setattr(fanout, "AGAIN", {"another": lambda _: next(waits)})
    look = worker._drain("another", lambda _: 0)
    worker.huey.flush()
    planned = []
    for _ in range(4):
        look.call_local()
        planned.append(len(worker.huey.pending()))
    assert planned == [1, 2, 2, 2]
