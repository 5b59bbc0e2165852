"""A notice of the centre reaches a browser, with the page that it speaks of."""

import json

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.core.config import Config
from app.notifications import centre, queue
from app.notifications import sending as messages
from app.notifications.kinds import talk
from app.notifications.models import ChannelCircuit, Delivery
from app.people import actions as people
from tests.conftest import Clock
from tests.notifications.push.test_sending import config, listen, service
from tests.page import Client
from tests.standins.push import PushService
from tests.world import World

__all__ = ["config", "service"]
pytestmark = pytest.mark.database


def tell(world: World) -> None:
    """The chat has an answer for the member."""
    with tenancy.scope(world.coffee.business_id), db.writing():
        centre.tell(
            member_id=world.coffee.member.member_id,
            kind=talk.CHAT_REPLY,
            occurrence="1",
            payload={"text": "Мы открыты до 22:00"},
        )


def send(config: Config, clock: Clock) -> None:
    """What is due after the while in which an open page would have been read."""
    clock.advance(minutes=talk.CHAT_REPLY.wait_minutes)
    messages.send(config)


def states(world: World) -> dict[str, tuple[str, str]]:
    """How the deliveries of the notice stand, by channel."""
    with tenancy.scope(world.coffee.business_id):
        found = db.session().execute(
            select(Delivery.channel, Delivery.state, Delivery.why)
        )
        rows = {row[0]: (row[1], row[2]) for row in found}
    db.session().rollback()
    return rows


@pytest.fixture
def told(world: World, config: Config, service: PushService) -> PushService:
    """The member listens in a browser, and a notice waits to be sent there."""
    listen(world, world.coffee.member, service.browser())
    tell(world)
    return service


def test_without_a_browser_it_is_said_why(
    world: World, config: Config, service: PushService
) -> None:
    tell(world)
    assert states(world)["push"] == ("skipped", "no_device")
    assert service.taken == []


def test_who_signed_out_meanwhile_is_told_nothing_there(
    told: PushService, world: World, config: Config, clock: Clock
) -> None:
    with db.writing():
        people.close_all_sessions(person_id=world.coffee.member.person_id)
    send(config, clock)
    assert states(world)["push"] == ("skipped", "no_device")
    assert told.taken == []


def test_a_busy_service_is_asked_later(
    told: PushService, world: World, config: Config, clock: Clock
) -> None:
    told.script.append((503, {"Retry-After": "60"}))
    send(config, clock)
    assert states(world)["push"][0] == "due"


def test_a_service_that_a_guest_named_does_not_make_the_channel_rest(
    told: PushService, world: World, config: Config, clock: Clock
) -> None:
    told.script.extend([(503, {})] * queue.MAX_ATTEMPTS)
    for _ in range(queue.FAILURES_TO_REST + 1):
        send(config, clock)
        clock.advance(hours=1)
    assert states(world)["push"][0] == "due"
    with tenancy.across():
        assert db.session().scalar(select(ChannelCircuit)) is None


def test_the_words_lead_below_the_business(
    world: World, config: Config, service: PushService, client: Client, clock: Clock
) -> None:
    browser = service.browser()
    listen(world, world.coffee.member, browser)
    tell(world)
    assert states(world)["push"][0] == "due"
    send(config, clock)
    assert states(world)["push"] == ("sent", "")
    said = json.loads(browser.read(service.taken[0].body))
    assert said["title"].startswith("Зерно: ")
    assert said["body"] == "Мы открыты до 22:00"
    assert said["unread"] == 1
    assert service.taken[0].headers["urgency"] == "high"
    assert said["path"].startswith("/zerno/n/")
    assert said["stop"] == ["Что получать", "/zerno/card/profile/messages"]
    client.sign_in(world.coffee.member.person_id)
    assert client.get(said["path"], status=303).location.startswith("/zerno/card/")
