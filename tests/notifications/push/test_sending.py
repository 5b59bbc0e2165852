"""From a member to their browsers, through a push service that is a stand-in."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core import db, tenancy
from app.core.config import Config
from app.core.egress import AddressInside
from app.core.errors import NotFound, Temporary, TooMany
from app.notifications.push import actions, queries, sending, silence
from app.notifications.push.errors import (
    BadSubscription,
    NoBrowser,
    PushBusy,
    PushRefused,
)
from app.notifications.push.models import PushSubscription
from app.people import actions as people
from app.people import traces
from app.people.models import LoginSession
from tests.conftest import Database
from tests.notifications.push.test_message import MESSAGE
from tests.standins import push
from tests.standins.push import Browser, PushService
from tests.world import Holder, World, create_person, issue_card

pytestmark = pytest.mark.database
SECRET_KEY = "x" * 32


@pytest.fixture
def service() -> Iterator[PushService]:
    """The push service of every browser here."""
    with push.serving() as running:
        yield running
        sending.close()


@pytest.fixture
def config(
    database: Database, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> Config:
    """Settings that let messages go to the stand-in, for the application too."""
    made = replace(
        database.config, push_ca=service.ca, push_allow_local=service.address
    )
    monkeypatch.setitem(database.app.extensions, "tessera_config", made)
    return made


def session_of(holder: Holder) -> int:
    """A new browser in which somebody is signed in."""
    with db.writing():
        people.open_session(
            person_id=holder.person_id, device="Chrome", secret_key=SECRET_KEY
        )
        return (
            db.session()
            .scalars(select(LoginSession.id).order_by(LoginSession.id.desc()))
            .first()
            or 0
        )


def listen(
    world: World, holder: Holder, browser: Browser, session_id: int | None = None
) -> int:
    """Let a browser be told; the session it belongs to."""
    session_id = session_id or session_of(holder)
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.subscribe(
            member_id=holder.member_id,
            person_id=holder.person_id,
            session_id=session_id,
            endpoint=browser.endpoint,
            p256dh=browser.p256dh,
            auth=browser.auth,
        )
    return session_id


def send(config: Config, world: World, holder: Holder) -> int:
    """Tell somebody the usual message."""
    with tenancy.scope(world.coffee.business_id):
        return sending.send(config, member_id=holder.member_id, message=MESSAGE)


def rows(world: World) -> list[tuple[str, int, bool]]:
    """Why each ended, its failures, and whether it ever worked."""
    with tenancy.scope(world.coffee.business_id):
        found = db.session().execute(
            select(
                PushSubscription.ended_why,
                PushSubscription.failures,
                PushSubscription.last_ok_at,
            ).order_by(PushSubscription.id)
        )
        told = [(row[0], row[1], row[2] is not None) for row in found]
    db.session().rollback()
    return told


def test_a_browser_is_told_what_nobody_on_the_way_can_read(
    world: World, config: Config, service: PushService
) -> None:
    browser = service.browser()
    listen(world, world.coffee.member, browser)
    assert send(config, world, world.coffee.member) == 1
    (taken,) = service.taken
    assert "начислено".encode() not in taken.body
    assert json.loads(browser.read(taken.body))["title"].startswith("Полдень: ")
    assert taken.path == "/push/a"
    told = {name: taken.headers[name] for name in ("ttl", "urgency", "topic")}
    assert told == {"ttl": "172800", "urgency": "normal", "topic": "n17"}
    assert taken.headers["content-encoding"] == "aes128gcm"
    assert taken.claims(service.origin)["sub"] == config.address
    assert rows(world) == [("", 0, True)]


def test_every_browser_is_told(
    world: World, config: Config, service: PushService
) -> None:
    for name in "ab":
        listen(world, world.coffee.member, service.browser(name))
    assert send(config, world, world.coffee.member) == 2
    assert sorted(taken.path for taken in service.taken) == ["/push/a", "/push/b"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_not_asked_again(
    world: World, config: Config, service: PushService, status: int
) -> None:
    listen(world, world.coffee.member, service.browser())
    service.script.append((status, {}))
    with pytest.raises(NoBrowser):
        send(config, world, world.coffee.member)
    assert rows(world) == [("gone", 0, False)]
    with pytest.raises(NoBrowser):
        send(config, world, world.coffee.member)
    assert len(service.taken) == 1


@pytest.mark.parametrize("status", [400, 403, 413, 307])
def test_what_is_refused_is_not_tried_again_and_ends_after_ten(
    world: World, config: Config, service: PushService, status: int
) -> None:
    listen(world, world.coffee.member, service.browser())
    service.script.extend([(status, {})] * 10)
    for _ in range(10):
        with pytest.raises(PushRefused, match=str(status)):
            send(config, world, world.coffee.member)
    assert rows(world) == [("refused", 10, False)]


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, "120", 120),
        (503, "999999999", 0),
        (503, "99999999", 6 * 3600),
        (500, "Wed, 21 Oct 2026 07:28:00 GMT", 0),
        (429, None, 0),
    ],
)
def test_a_busy_service_says_when_to_come_back(
    world: World,
    config: Config,
    service: PushService,
    status: int,
    said: str | None,
    wait: int,
) -> None:
    listen(world, world.coffee.member, service.browser())
    service.script.append((status, {"Retry-After": said} if said else {}))
    with pytest.raises(PushBusy) as busy:
        send(config, world, world.coffee.member)
    assert busy.value.retry_seconds == wait
    assert rows(world) == [("", 0, False)]


def test_one_browser_that_took_it_is_enough(
    world: World, config: Config, service: PushService
) -> None:
    """Once told, a member is not told again because another device was busy."""
    for name in "abc":
        listen(world, world.coffee.member, service.browser(name))
    service.script.extend([(503, {}), (201, {}), (410, {})])
    assert send(config, world, world.coffee.member) == 1
    assert rows(world) == [("", 0, False), ("", 0, True), ("gone", 0, False)]


def test_a_service_that_does_not_answer_is_tried_later(
    world: World, config: Config, service: PushService
) -> None:
    away = replace(config, push_allow_local="localhost:1")
    browser = Browser("https://localhost:1/push/a")
    with pytest.raises(AddressInside):
        listen(world, world.coffee.member, browser)
    listen(world, world.coffee.member, service.browser())
    with tenancy.scope(world.coffee.business_id), db.writing():
        row = db.session().scalars(select(PushSubscription)).one()
        row.endpoint = browser.endpoint
    with pytest.raises(Temporary, match="ConnectError"):
        send(away, world, world.coffee.member)
    assert rows(world) == [("", 0, False)]


def test_an_address_that_turned_inside_is_refused_when_sending(
    world: World, config: Config, service: PushService
) -> None:
    listen(world, world.coffee.member, service.browser())
    closed = replace(config, push_allow_local="")
    with pytest.raises(PushRefused, match="closed network"):
        send(closed, world, world.coffee.member)
    assert service.taken == []
    assert rows(world) == [("refused", 0, False)]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "http://push.example.com/x",
        "https://redis:6379/x",
        "",
        "x" * 2000,
    ],
)
def test_an_address_inside_is_refused_when_subscribing(
    world: World, config: Config, service: PushService, endpoint: str
) -> None:
    browser = replace(service.browser(), endpoint=endpoint)
    with pytest.raises(AddressInside):
        listen(world, world.coffee.member, browser)
    assert rows(world) == []


def test_keys_that_are_none_are_refused(
    world: World, config: Config, service: PushService
) -> None:
    browser = service.browser()
    for part in ("p256dh", "auth"):
        other = service.browser()
        other.__dict__.update(p256dh=browser.p256dh, auth=browser.auth)
        other.__dict__[part] = "AAAA"
        with pytest.raises(BadSubscription):
            listen(world, world.coffee.member, other)
    assert rows(world) == []


def test_nobody_subscribes_without_end(
    world: World, config: Config, service: PushService
) -> None:
    session_id = session_of(world.coffee.member)
    for number in range(actions.ASKED.count):
        listen(world, world.coffee.member, service.browser(str(number)), session_id)
    with pytest.raises(TooMany):
        listen(world, world.coffee.member, service.browser("more"), session_id)


def test_signing_out_anywhere_ends_it_in_the_same_transaction(
    world: World, config: Config, service: PushService
) -> None:
    member = world.coffee.member
    first = listen(world, member, service.browser("a"))
    listen(world, member, service.browser("b"))
    with db.writing():
        people.close_session(session_id=first, person_id=member.person_id)
    assert send(config, world, member) == 1
    assert [taken.path for taken in service.taken] == ["/push/b"]
    with db.writing():
        people.close_all_sessions(person_id=member.person_id)
    with pytest.raises(NoBrowser):
        send(config, world, member)


def second(world: World) -> Holder:
    """Another member of the same business."""
    person_id = create_person(name="Boris", phone="+79160000002")
    shop = world.coffee
    return issue_card(shop.business_id, shop.programme_id, person_id=person_id)


def test_a_browser_belongs_to_who_is_signed_in_there_now(
    world: World, config: Config, service: PushService
) -> None:
    browser, other = service.browser(), second(world)
    listen(world, world.coffee.member, browser)
    listen(world, other, browser)
    with pytest.raises(NoBrowser):
        send(config, world, world.coffee.member)
    assert send(config, world, other) == 1
    assert len(rows(world)) == 1


def test_the_same_browser_again_is_one_way(
    world: World, config: Config, service: PushService
) -> None:
    browser = service.browser()
    listen(world, world.coffee.member, browser)
    listen(world, world.coffee.member, browser)
    assert send(config, world, world.coffee.member) == 1


def test_a_browser_is_turned_off_by_its_person_alone(
    world: World, config: Config, service: PushService
) -> None:
    member, other = world.coffee.member, second(world)
    listen(world, member, service.browser())
    with tenancy.scope(world.coffee.business_id):
        (known,) = queries.browsers(member.person_id)
    db.session().rollback()
    for scope in (world.coffee.business_id, world.books.business_id):
        with (
            tenancy.scope(scope),
            pytest.raises(NotFound),
            db.writing(),
        ):
            actions.unsubscribe(subscription_id=known.id, person_id=other.person_id)
    with (
        tenancy.scope(world.books.business_id),
        pytest.raises(NotFound),
        db.writing(),
    ):
        actions.unsubscribe(subscription_id=known.id, person_id=member.person_id)
    with tenancy.scope(world.coffee.business_id), db.writing():
        actions.unsubscribe(subscription_id=known.id, person_id=member.person_id)
    assert rows(world) == [("stopped", 0, False)]
    with pytest.raises(NoBrowser):
        send(config, world, member)


def test_browsers_go_with_a_person_or_on_to_who_they_turned_out_to_be(
    world: World, config: Config, service: PushService
) -> None:
    member, other = world.coffee.member, second(world)
    listen(world, member, service.browser())
    with tenancy.scope(world.coffee.business_id), db.writing():
        moved = traces.hand_over(member.member_id, other.member_id)
    with tenancy.scope(world.coffee.business_id):
        assert queries.ways(other.member_id)
        assert not queries.ways(member.member_id)
    db.session().rollback()
    with tenancy.scope(world.coffee.business_id), db.writing():
        traces.part(member.member_id, other.member_id, moved)
    with tenancy.scope(world.coffee.business_id):
        assert queries.ways(member.member_id)
    db.session().rollback()
    with db.writing():
        traces.move(member.person_id, other.person_id)
    with tenancy.scope(world.coffee.business_id):
        assert len(queries.browsers(other.person_id)) == 1
    db.session().rollback()
    with db.writing():
        traces.forget(other.person_id, [])
    assert rows(world) == []


def test_a_member_is_told_in_their_latest_browsers(
    world: World, config: Config, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody lets us call on thousands of services for one notice."""
    monkeypatch.setattr(actions, "MOST_BROWSERS", 2)
    session_id = session_of(world.coffee.member)
    for name in "abc":
        listen(world, world.coffee.member, service.browser(name), session_id)
    with tenancy.scope(world.coffee.business_id):
        ways = queries.ways(world.coffee.member.member_id)
    assert [way.endpoint[-1] for way in ways] == ["b", "c"]


def test_a_silent_service_is_left_alone_and_holds_up_no_other(
    world: World, config: Config, service: PushService
) -> None:
    listen(world, world.coffee.member, service.browser())
    with tenancy.scope(world.coffee.business_id), db.writing():
        row = db.session().scalars(select(PushSubscription)).one()
        row.endpoint = "https://localhost:1/push/a"
    away = replace(config, push_allow_local=f"localhost:1,{service.address}")
    for _ in range(silence.FAILURES):
        with pytest.raises(Temporary, match="ConnectError"):
            send(away, world, world.coffee.member)
    with pytest.raises(PushBusy) as left_alone:
        send(away, world, world.coffee.member)
    assert 0 < left_alone.value.retry_seconds <= silence.REST_SECONDS + 1
    listen(world, world.coffee.member, service.browser("b"))
    assert send(away, world, world.coffee.member) == 1
