"""Past mailings come along with what became of them; nothing is sent a second time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.campaigns import broadcast, figures, queries
from app.campaigns.models import Mailing
from app.core import clock, db, tenancy
from app.core.config import Config
from app.exchange.archive import reading, settling
from app.notifications.models import Delivery
from tests.campaigns import mailing
from tests.conftest import Database
from tests.exchange.archive.conftest import written
from tests.page import Client
from tests.world import Shop


def moved(shop: Shop, config: Config, database: Database) -> None:
    """Leave with everything, and come back into an empty system."""
    _, path = written(shop, config)
    database.load("empty")
    reading.restore(path)


def due(shop: Shop) -> list[int]:
    """The messages that wait for their time, as they were planned."""
    with tenancy.scope(shop.business_id):
        asked = select(Delivery.id).where(Delivery.due_at.is_not(None))
        found = list(db.session().scalars(asked.order_by(Delivery.id)))
        db.session().rollback()
    return found


def settle(shop: Shop, delivery_id: int, **values: Any) -> None:
    """What a sender writes down."""
    with tenancy.scope(shop.business_id), db.writing():
        found = db.session().get_one(Delivery, delivery_id)
        for name, value in values.items():
            setattr(found, name, value)


def test_a_past_mailing_comes_along_with_its_figures(
    busy: Shop, config: Config, database: Database, client: Client
) -> None:
    mailing.crowd(busy, 3)
    mailing_id = mailing.send(busy)
    first, second, third = due(busy)
    now = clock.now()
    settle(busy, first, state="sent", sent_at=now, due_at=None, opened_at=now)
    settle(busy, second, state="failed", why="refused", due_at=None)
    assert due(busy) == [third]
    moved(busy, config, database)
    with tenancy.scope(busy.business_id):
        found = queries.mailing(mailing_id)
        shown = figures.figures(mailing_id, found.started_at)
    assert found.content.words == mailing.WORDS
    assert found.state == "done"
    (by_mail,) = shown.channels
    assert (by_mail.sent, by_mail.failed, by_mail.waiting) == (1, 1, 0)
    assert dict(by_mail.not_sent) | {"moved": 1} == dict(by_mail.not_sent)
    assert shown.opened == 1
    assert due(busy) == []
    client.sign_in(busy.owner.person_id)
    page = client.get(f"/{busy.slug}/office/mailings/{mailing_id}/result", status=200)
    assert "До переезда на этот сервер оно не ушло" in page.text


def test_what_waited_for_its_day_is_a_draft(
    busy: Shop, config: Config, database: Database
) -> None:
    mailing_id = mailing.draft(busy)
    mailing.crowd(busy, 1)
    mailing.start(busy, mailing_id, clock.now() + timedelta(days=1))
    moved(busy, config, database)
    clock.advance(timedelta(days=2))
    assert not broadcast.send(config)
    with tenancy.scope(busy.business_id):
        found = queries.mailing(mailing_id)
    assert (found.state, found.starts_at) == ("draft", None)
    mailing.start(busy, mailing_id)
    assert mailing.write_all() > 0


def test_what_was_being_written_down_is_stopped(
    busy: Shop, config: Config, database: Database
) -> None:
    mailing.crowd(busy, 2)
    mailing_id = mailing.draft(busy)
    mailing.start(busy, mailing_id)
    with tenancy.scope(busy.business_id), db.writing():
        db.session().get_one(Mailing, mailing_id).state = "writing"
    moved(busy, config, database)
    assert not broadcast.send(config)
    with tenancy.scope(busy.business_id):
        found = queries.mailing(mailing_id)
    assert (found.state, found.stopped_at) == ("stopped", clock.now())


@pytest.mark.parametrize("state", ["sent", "skipped", "failed", "unclear"])
def test_what_is_over_stays_as_it_was(state: str) -> None:
    row = {"state": state, "why": "x", "due_at": None}
    assert settling.settled("deliveries", row) == row


def test_what_was_on_its_way_is_in_doubt() -> None:
    row = {"state": "sending", "why": "", "due_at": clock.now()}
    assert settling.settled("deliveries", row) == {
        "state": "unclear",
        "why": "unclear",
        "due_at": None,
    }
