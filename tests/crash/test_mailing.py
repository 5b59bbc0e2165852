"""A mailing whose worker is killed: nobody is told twice, nobody is missed unnamed."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask
from sqlalchemy import func, select, update

from app.core import clock, db, tenancy
from app.notifications import sending
from app.notifications.models import Delivery, Notice
from app.people.models import Member, Person
from tests.campaigns import crowds, mailing
from tests.conftest import Database
from tests.crash import processes
from tests.world import Shop, World

pytestmark = pytest.mark.real_clock
MEMBERS, REACHED = 4000, 120
SECONDS = 90


class Sink:
    """A mail server that counts what it took, by address."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()

    async def handle_DATA(self, _: SMTP, __: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        self.took[str(letter["To"])] += 1
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    """A running one, and its address."""
    found = Sink()
    controller = Controller(found, hostname="127.0.0.1", port=processes.free_port())
    controller.start()
    yield found, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def serve(
    database: Database, app: Flask, sink: tuple[Sink, str]
) -> Iterator[Callable[[], processes.Process]]:
    """Start servers that surely end with the test."""
    started: list[processes.Process] = []

    def start() -> processes.Process:
        port = processes.free_port()
        env = processes.environment(database.config, port)
        env |= {"TESSERA_SMTP_URL": sink[1], "TESSERA_MAIL_FROM": "hello@tessera.test"}
        started.append(processes.Process("-m", "app.serve", env=env))
        processes.wait_until_up(port)
        # Otherwise the sweep would, within a minute.
        app.extensions["tessera_worker"].wake_queues()
        return started[-1]

    yield start
    for process in started:
        process.kill()


def test_killed_while_writing_down_and_while_sending(
    world: World, sink: tuple[Sink, str], serve: Callable[[], processes.Process]
) -> None:
    shop, (box, _) = world.coffee, sink
    crowds.at_any_hour(shop)
    crowds.gather(shop, MEMBERS, reached=REACHED)
    everybody = crowds.members(shop)
    mailing.start(shop, mailing.draft(shop))

    alive = serve()
    wait(shop, lambda: told(shop) > 0)
    alive.kill()
    assert 0 < told(shop) < everybody
    alive = serve()
    wait(shop, lambda: sum(box.took.values()) > REACHED // 4)
    alive.kill()
    assert sum(box.took.values()) < REACHED
    end_leases()
    serve()
    wait(shop, lambda: told(shop) == everybody)
    wait(shop, lambda: left(shop, "due") == 0)
    wait(shop, lambda: left(shop, "sending") == 0)
    assert told(shop) == everybody
    assert set(box.took.values()) == {1}
    missed = {crowds.address(number) for number in range(REACHED)} - set(box.took)
    assert missed <= unclear(shop)
    assert len(unclear(shop)) <= sending.MOST


def wait(shop: Shop, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"{rest(shop)}"
        time.sleep(0.01)


def rest(shop: Shop) -> object:
    """What a failure shows."""
    return told(shop), mailing.ways(shop)


def told(shop: Shop) -> int:
    return _count(shop, select(func.count(Notice.id)))


def left(shop: Shop, state: str) -> int:
    return _count(shop, select(func.count(Delivery.id)).where(Delivery.state == state))


def _count(shop: Shop, asked: Any) -> int:
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        return int(db.session().scalar(asked) or 0)


def unclear(shop: Shop) -> set[str]:
    """The addresses of those of whom it is not known; the office names them."""
    with tenancy.scope(shop.business_id):
        rows = db.session().scalars(
            select(Person.email)
            .join(Member, Member.person_id == Person.id)
            .join(Notice, Notice.member_id == Member.id)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Delivery.state == "unclear")
        )
        return {str(each) for each in rows}


def end_leases() -> None:
    """Let what the killed sender held be found now, not in ten minutes."""
    with tenancy.across(), db.writing():
        db.session().execute(
            update(Delivery)
            .where(Delivery.due_at > clock.now())
            .values(due_at=clock.now())
            .execution_options(synchronize_session=False)
        )
