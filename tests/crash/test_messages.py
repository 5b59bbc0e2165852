"""A sender that is killed: nobody is told twice, and who may not have been is named."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask
from sqlalchemy import func, select, update

from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.notifications import centre, sending
from app.notifications.kinds.checks import ADJUSTED
from app.notifications.models import Delivery, Notice
from app.people import actions as people
from app.people.models import Member, Person
from tests.conftest import Database
from tests.crash import processes
from tests.world import Shop, World, create_member

pytestmark = pytest.mark.real_clock
MEMBERS = 40
KILLS = 2
SENDER = """
from app.core.config import Config
from app.factory import create_app
from app.notifications import sending
config = Config.from_env()
with create_app(config).app_context():
    print("up", flush=True)
    while True:
        sending.send(config)
"""


@dataclass
class Slowly:
    """A mail server that takes its time, and counts what it has taken."""

    taken: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, _: SMTP, __: Any, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(0.02)
        self.taken.update(envelope.rcpt_tos)
        await asyncio.sleep(0.02)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Slowly, str]]:
    """The running server and its address."""
    box = Slowly()
    port = processes.free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


def tell_all(shop: Shop) -> None:
    members = []
    for number in range(MEMBERS):
        person_id, member_id = create_member(shop.business_id)
        members.append(MemberId(member_id))
        with db.writing():
            people.claim_address(
                person_id=person_id,
                channel="email",
                address=f"guest{number}@example.test",
            )
    with tenancy.scope(shop.business_id), db.writing():
        centre.tell_many(
            member_ids=members,
            kind=ADJUSTED,
            occurrence="1",
            payload={
                "points": 10,
                "is_more": True,
                "is_undoing": False,
                "reason": "late_delivery",
            },
        )


def states(shop: Shop) -> dict[str, str]:
    """How each address stands."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        rows = db.session().execute(
            select(Person.email, Delivery.state)
            .select_from(Delivery)
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Member, Member.id == Notice.member_id)
            .join(Person, Person.id == Member.person_id)
            .where(Delivery.channel == "email")
        )
        found = {str(row.email): row.state for row in rows}
        db.session().rollback()
    return found


def end_leases() -> None:
    """What a killed sender held is looked at now, not in ten minutes."""
    with tenancy.across(), db.writing():
        db.session().execute(
            update(Delivery)
            .where(Delivery.due_at.is_not(None))
            .values(due_at=clock.now())
            .execution_options(synchronize_session=False)
        )


def waiting() -> int:
    db.session().rollback()
    with tenancy.across():
        left = db.session().scalar(
            select(func.count(Delivery.id)).where(Delivery.due_at.is_not(None))
        )
        db.session().rollback()
    return int(left or 0)


def test_a_killed_sender_tells_nobody_twice_and_names_who_is_in_doubt(
    app: Flask, database: Database, world: World, box: tuple[Slowly, str]
) -> None:
    post, url = box
    shop = world.coffee
    tell_all(shop)
    config = replace(database.config, smtp_url=url)
    env = processes.environment(config, 0) | {"TESSERA_SMTP_URL": url}
    chance = random.Random(11)
    for _ in range(KILLS):
        before = sum(post.taken.values())
        sender = processes.Process("-c", SENDER, env=env)
        sender.first_line()
        deadline = time.monotonic() + 30
        while sum(post.taken.values()) < before + 5 and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        sender.kill()
        end_leases()
    sender = processes.Process("-c", SENDER, env=env)
    deadline = time.monotonic() + 60
    while waiting() and time.monotonic() < deadline:
        time.sleep(0.1)
    sender.kill()

    found = states(shop)
    told = {address for address, state in found.items() if state == "sent"}
    doubtful = {address for address, state in found.items() if state == "unclear"}
    assert told | doubtful == set(found)
    assert len(doubtful) <= KILLS * sending.MOST
    assert max(post.taken.values()) == 1
    assert told <= set(post.taken)
    assert set(found) - set(post.taken) <= doubtful
