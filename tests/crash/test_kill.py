"""L14: an acknowledged receipt survives kill -9, and none is booked twice."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.businesses import actions as businesses
from app.core import clock, db, outbox, tenancy
from app.ledger import verify
from app.sales.models import Receipt
from tests import databases
from tests.conftest import Database
from tests.crash import processes
from tests.world import World

pytestmark = pytest.mark.real_clock
TILLS = 6
KILLS = 3
ENOUGH = 20
DELIVERY_SECONDS = 90
Booking = tuple[str, bytes]


class Tills:
    """Tills that book without pause, and send again what was not answered."""

    def __init__(self, port: int, key: str, number: str) -> None:
        self._port, self._key, self._number = port, key, number
        self._counter = count()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.acknowledged: dict[str, dict[str, object]] = {}
        self.problems: list[tuple[int, bytes]] = []
        self._threads = [threading.Thread(target=self._work) for _ in range(TILLS)]

    def start(self) -> None:
        """Open all tills."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Let every till finish the receipt in its hands."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def send(self, name: str) -> tuple[int, bytes]:
        """One receipt under its own key; raises OSError when nobody answers."""
        body = {
            "card": self._number,
            "amount_minor": 100_00,
            "number": name,
        }
        connection = HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            connection.request(
                "POST",
                "/api/v1/receipts",
                json.dumps(body),
                {
                    "Authorization": f"Bearer {self._key}",
                    "Idempotency-Key": name,
                    "Content-Type": "application/json",
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _work(self) -> None:
        while not self._over.is_set():
            with self._lock:
                name = f"till-{next(self._counter)}"
            self._insist(name)

    def _insist(self, name: str) -> None:
        while True:
            try:
                status, body = self.send(name)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if status in {201, 200}:
                self.acknowledged[name] = json.loads(body)
                return
            if status not in {409, 503}:
                self.problems.append((status, body))
                return
            time.sleep(0.05)


def _start(database: Database, port: int) -> list[processes.Process]:
    """One process with everything, or web and worker apart with a real Redis."""
    if database.kind == "sqlite":
        return [processes.embedded(database.config, port)]
    config = replace(database.config, redis_url=databases.redis_url())
    return [processes.granian(config, port), processes.worker(config)]


@pytest.fixture
def running(database: Database) -> Iterator[Callable[[int], list[processes.Process]]]:
    """Start servers that surely end with the test."""
    started: list[processes.Process] = []

    def start(port: int) -> list[processes.Process]:
        fresh = _start(database, port)
        started.extend(fresh)
        processes.wait_until_up(port)
        return fresh

    yield start
    for process in started:
        process.kill()


def test_kill_at_any_moment_loses_and_doubles_nothing(
    app: Flask,
    world: World,
    running: Callable[[int], list[processes.Process]],
) -> None:
    shop = world.coffee
    with tenancy.scope(shop.business_id), db.writing():
        key = businesses.make_api_key(
            outlet_id=shop.outlet_id,
            name="till",
            secret_key=app.extensions["tessera_config"].secret_key,
            staff_id=None,
        )
    chance = random.Random(7)
    port = processes.free_port()
    alive = running(port)
    tills = Tills(port, key, shop.member.number)
    tills.start()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.4, 1.2))
        for process in alive:
            process.kill()
        alive = running(port)
    # On a slow machine most of the time went by in starting servers.
    patience = time.monotonic() + 30
    while len(tills.acknowledged) <= ENOUGH and time.monotonic() < patience:
        time.sleep(0.1)
    tills.close()
    assert tills.problems == []
    assert len(tills.acknowledged) > ENOUGH

    name, first = next(iter(tills.acknowledged.items()))
    status, again = tills.send(name)
    assert (status, json.loads(again)) == (201, first)
    _end_leases()
    # One more receipt wakes the relay; otherwise the sweep would, within a minute.
    status, last = tills.send("last")
    assert status == 201
    tills.acknowledged["last"] = json.loads(last)
    _every_fact_is_delivered()
    for process in alive:
        process.stop()
    _everything_is_booked_once(shop.business_id, tills.acknowledged)


def _every_fact_is_delivered() -> None:
    """Also those whose deliverer was killed."""
    deadline = time.monotonic() + DELIVERY_SECONDS
    depth = outbox.depth()
    while depth.waiting > 0 and time.monotonic() < deadline:
        time.sleep(0.5)
        db.session().rollback()
        depth = outbox.depth()
    assert (depth.waiting, depth.failed) == (0, 0)


def _end_leases() -> None:
    """Let what a killed deliverer held become due now, not in five minutes."""
    with db.writing():
        db.session().execute(
            update(outbox.OutboxRow)
            .where(outbox.OutboxRow.due_at > clock.now())
            .values(due_at=clock.now())
        )


def _everything_is_booked_once(
    business_id: int, acknowledged: dict[str, dict[str, object]]
) -> None:
    with tenancy.scope(business_id):
        rows = db.session().execute(
            select(Receipt.number, func.count()).group_by(Receipt.number)
        )
        booked = {number: times for number, times in rows}  # noqa: C416 - typed rows
        assert set(booked) == set(acknowledged)
        assert set(booked.values()) == {1}
        assert list(verify.verify(business_id)) == []
    facts = db.session().execute(
        select(func.count()).where(outbox.OutboxRow.fact == "ReceiptBooked")
    )
    assert facts.scalar_one() == len(acknowledged)


def test_a_stopped_server_ends_by_itself_and_leaves_nothing(
    database: Database,
    app: Flask,
    running: Callable[[int], list[processes.Process]],
) -> None:
    port = processes.free_port()
    for process in running(port):
        assert process.stop() == 0
