"""Every answer of Apple is acted on, and no phone is lost or told twice by it."""

import contextlib
import secrets
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from app.core import clock, db, tenancy
from app.core.config import Config
from app.wallet import halts
from app.wallet.apple import apns, pushes
from app.wallet.models import AppleRegistration
from passes.apple import push
from tests.standins import apns as standin
from tests.standins.apns import Answer
from tests.standins.google.tls import server_context
from tests.wallet.apple import apple, phones
from tests.wallet.apple.apple import Apple
from tests.world import Shop


def test_a_dead_token_takes_its_registrations_along(
    shop: Shop, there: Apple, config: Config
) -> None:
    dead, alive = (phones.give(shop, shop.member) for _ in range(2))
    there.apns.script(dead, standin.dead(clock.now() + timedelta(seconds=1)))
    apple.change(shop)
    apple.drain(config)
    assert phones.row(dead) is None
    assert phones.device(alive).push_answer == "200"
    with tenancy.scope(shop.business_id):
        assert _count(AppleRegistration) == 1


def test_a_phone_that_registered_after_the_death_stays_and_is_told_later(
    shop: Shop, there: Apple, config: Config
) -> None:
    token = phones.give(shop, shop.member)
    there.apns.script(token, standin.dead(clock.now() - timedelta(minutes=1)))
    apple.change(shop)
    apple.drain(config)
    assert phones.device(token).push_answer == "410, but registered later"
    clock.advance(timedelta(minutes=1))
    apple.drain(config)
    assert there.apns.taken == [token]


def test_a_token_that_never_was_goes(shop: Shop, there: Apple, config: Config) -> None:
    token = phones.give(shop, shop.member, token="badbad00" + "0" * 56)
    apple.change(shop)
    apple.drain(config)
    assert phones.row(token) is None


def test_a_token_replaced_in_flight_is_not_forgotten_and_the_new_one_is_told(
    shop: Shop, there: Apple, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = phones.give(shop, shop.member), secrets.token_hex(32)
    there.apns.script(old, standin.dead())
    apple.before_settling(monkeypatch, lambda: phones.rotate(old, new))
    apple.change(shop)
    apple.drain(config)
    assert there.apns.taken == [new]
    assert phones.device(new).push_due_at is None


def test_the_next_push_goes_to_the_new_token_only(
    shop: Shop, there: Apple, config: Config
) -> None:
    old, new = phones.give(shop, shop.member), secrets.token_hex(32)
    apple.change(shop)
    apple.drain(config)
    clock.advance(timedelta(seconds=1))
    phones.rotate(old, new)
    there.apns.pushes.clear()
    apple.change(shop)
    apple.drain(config)
    assert there.apns.tokens == [new]


def test_slow_is_told_again_after_the_time_apple_asked_for_and_once(
    shop: Shop, there: Apple, config: Config
) -> None:
    token = phones.give(shop, shop.member)
    there.apns.script(token, standin.slow(30))
    assert pushes.again_in(config) is None
    apple.change(shop)
    apple.drain(config)
    assert pushes.again_in(config) == 30
    clock.advance(timedelta(seconds=29))
    assert apple.drain(config) == 0
    assert pushes.again_in(config) == 1
    clock.advance(timedelta(seconds=1))
    assert apple.drain(config) == 1
    assert pushes.again_in(config) is None
    clock.advance(timedelta(days=1))
    assert apple.drain(config) == 0
    assert [push.answer.status for push in there.apns.pushes] == [429, 200]


@pytest.mark.parametrize(
    ("answer", "noted"),
    [
        (standin.DOWN, "503 ServiceUnavailable"),
        (standin.MUTE, "500"),
        (Answer(503, body=b"<html>sorry</html>"), "503"),
        (Answer(400, "IdleTimeout"), "400 IdleTimeout"),
        (standin.slow(), "429 TooManyRequests"),
    ],
)
def test_what_passes_is_tried_again_with_growing_waits(
    shop: Shop, there: Apple, config: Config, answer: Answer, noted: str
) -> None:
    token = phones.give(shop, shop.member)
    there.apns.script(token, *[answer] * 4)
    apple.change(shop)
    waits = []
    for attempt in range(1, 5):
        assert apple.drain(config) == 1
        device = phones.device(token)
        assert (device.push_answer, device.push_attempts) == (noted, attempt)
        assert device.push_due_at is not None
        waits.append((device.push_due_at - clock.now()).total_seconds())
        clock.advance(timedelta(seconds=waits[-1]))
    assert all(
        base * 0.75 <= wait <= base * 1.25
        for base, wait in zip((5, 10, 20, 40), waits, strict=True)
    )
    assert apple.drain(config) == 1
    assert there.apns.taken == [token]


@pytest.mark.parametrize("status", [400, 404, 405, 413])
def test_our_own_fault_is_noted_and_not_repeated(
    shop: Shop, there: Apple, config: Config, status: int
) -> None:
    token = phones.give(shop, shop.member)
    there.apns.script(token, Answer(status, "SomethingNew"))
    apple.change(shop)
    apple.drain(config)
    clock.advance(timedelta(days=1))
    assert apple.drain(config) == 0
    device = phones.device(token)
    assert device.push_due_at is None
    assert device.pushed_at is None
    assert device.push_answer == f"{status} SomethingNew"


@pytest.mark.parametrize("act", [standin.RESET, standin.GARBAGE])
def test_a_broken_connection_is_made_anew_and_everybody_is_told_once(
    shop: Shop, there: Apple, config: Config, act: Answer
) -> None:
    tokens = apple.crowd(shop, 12)
    there.apns.script(tokens[5], act)
    assert apple.drain(config) == 12
    assert Counter(there.apns.taken) == dict.fromkeys(tokens, 1)


@pytest.mark.parametrize("count", [4, 40])
def test_a_goodbye_in_mid_queue_loses_nobody(
    shop: Shop, there: Apple, config: Config, count: int
) -> None:
    there.apns.goodbye_after = 3
    tokens = apple.crowd(shop, count)
    assert apple.drain(config) == count
    assert Counter(there.apns.taken) == dict.fromkeys(tokens, 1)


@pytest.mark.usefixtures("impatient")
def test_a_hanging_apple_is_left_alone_for_a_while(
    shop: Shop, there: Apple, config: Config
) -> None:
    there.apns.default = standin.HANG
    tokens = apple.crowd(shop, 60)
    started = time.monotonic()
    assert apple.drain(config) <= apns.LANES
    assert time.monotonic() - started < 3
    waiting = [phones.device(token) for token in tokens]
    assert all(device.push_due_at > clock.now() for device in waiting)
    assert sum(device.push_attempts for device in waiting) <= apns.LANES
    there.apns.default = standin.OK
    clock.advance(timedelta(seconds=10))
    apple.drain(config)
    assert Counter(there.apns.taken) == dict.fromkeys(tokens, 1)


@pytest.mark.usefixtures("impatient")
def test_one_hanging_token_holds_up_nobody_else(
    shop: Shop, there: Apple, config: Config
) -> None:
    tokens = apple.crowd(shop, 20)
    there.apns.script(tokens[7], standin.HANG)
    apple.drain(config)
    told = Counter(there.apns.taken)
    assert told == {token: 1 for token in tokens if token != tokens[7]}
    clock.advance(timedelta(seconds=10))
    apple.drain(config)
    assert there.apns.taken[-1] == tokens[7]


def test_nobody_listening_is_tried_again(shop: Shop, there: Apple) -> None:
    token = phones.give(shop, shop.member)
    apple.change(shop)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        url = f"https://127.0.0.1:{port}"
        apple.drain(apple.with_settings(there.config(), apns_url=url))
    device = phones.device(token)
    assert device.push_answer == "ConnectError"
    assert device.push_due_at is not None
    assert device.push_due_at > clock.now()


def test_a_stranger_in_apple_s_place_gets_no_token(shop: Shop, there: Apple) -> None:
    phones.give(shop, shop.member)
    apple.change(shop)
    apple.drain(apple.with_settings(there.config(), apns_ca=""))
    assert there.apns.pushes == []
    assert halts.halts() == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (standin.WRONG_TOPIC, "400 TopicDisallowed"),
        (standin.NOT_FOR_TOPIC, "400 DeviceTokenNotForTopic"),
        (standin.NO_TOPIC, "400 MissingTopic"),
        (standin.EXPIRED, "403 BadCertificate"),
    ],
)
def test_a_refused_certificate_halts_the_queue_until_there_is_another(
    shop: Shop, there: Apple, config: Config, answer: Answer, reason: str
) -> None:
    there.apns.default = answer
    tokens = apple.crowd(shop, 3)
    apple.drain(config)
    seen = len(there.apns.pushes)
    assert seen == 1
    db.session().rollback()
    (alarm,) = halts.halts()
    assert (alarm.channel, alarm.reason) == ("apple", reason)
    there.apns.default = standin.OK
    clock.advance(timedelta(days=1))
    assert apple.drain(config) == 0
    assert len(there.apns.pushes) == seen
    assert phones.waiting() == 3
    assert apple.drain(there.config("renewed")) == 3
    assert sorted(there.apns.taken) == sorted(tokens)
    assert halts.halts() == []


def test_an_operator_may_lift_a_halt(shop: Shop, there: Apple, config: Config) -> None:
    token = phones.give(shop, shop.member)
    there.apns.script(token, standin.WRONG_TOPIC)
    apple.change(shop)
    assert apple.drain(config) == 1
    assert apple.drain(config) == 0
    with db.writing():
        halts.lift("apple")
    assert apple.drain(config) == 1
    assert there.apns.taken == [token]


def test_one_foreign_token_halts_the_queue_once_only(
    shop: Shop, there: Apple, config: Config
) -> None:
    foreign = phones.give(shop, shop.member)
    ours = phones.give(shop, shop.member)
    there.apns.script(foreign, *[standin.NOT_FOR_TOPIC] * 2)
    apple.change(shop)
    apple.drain(config)
    assert halts.is_halted("apple", apns.fingerprint(config))
    with db.writing():
        halts.lift("apple")
    apple.drain(config)
    assert halts.halts() == []
    assert there.apns.taken == [ours]
    assert phones.device(foreign).push_due_at is None


def test_an_expired_certificate_halts_before_anybody_is_asked(
    shop: Shop, there: Apple, config: Config
) -> None:
    phones.give(shop, shop.member)
    apple.change(shop)
    clock.advance(timedelta(days=700))
    assert apple.drain(config) == 0
    assert [alarm.reason for alarm in halts.halts()] == ["certificate expired"]
    assert there.apns.pushes == []


def test_a_certificate_that_tls_refuses_halts_too(there: Apple, tmp_path: Path) -> None:
    with _refusing_tls(apple.identity("ours").root_pem, tmp_path) as (url, authority):
        own = apple.with_settings(
            there.config("foreign"), apns_url=url, apns_ca=authority
        )
        around = apns.service(own).push_all([apns.Push(1, "ab" * 32)])
        apns.close()
    assert around.verdicts == {1: push.Halt("TLS: certificate refused")}


def test_a_wrong_topic_is_refused_by_the_stand_in_as_by_apple(
    shop: Shop, there: Apple, config: Config
) -> None:
    phones.give(shop, shop.member)
    apple.change(shop)
    apple.drain(apple.with_settings(config, apple_pass_type="pass.of.another"))
    db.session().rollback()
    assert [alarm.reason for alarm in halts.halts()] == ["400 TopicDisallowed"]


def test_the_stand_in_admits_nobody_without_a_certificate(there: Apple) -> None:
    context = ssl.create_default_context(cafile=there.apns.ca)
    context.set_alpn_protocols(["h2"])
    host, port = urlsplit(there.apns.url).netloc.split(":")
    before = there.apns.connections
    with (
        socket.create_connection((host, int(port)), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        assert secure.recv(1 << 16) == b""
    assert there.apns.connections == before


def test_a_push_whose_sender_died_is_sent_again(
    shop: Shop, there: Apple, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = phones.give(shop, shop.member)
    apple.change(shop)

    def die() -> None:
        raise KeyboardInterrupt

    apple.before_settling(monkeypatch, die)
    with pytest.raises(KeyboardInterrupt):
        pushes.send(config)
    assert pushes.send(config) == 0
    clock.advance(pushes.LEASE)
    assert pushes.send(config) == 1
    assert there.apns.taken == [token, token]


@contextmanager
def _refusing_tls(root: bytes, folder: Path) -> Iterator[tuple[str, str]]:
    """A server that tells callers whom ``root`` did not certify so; address and CA."""
    context, authority = server_context(folder)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=root.decode())
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        # Until the listener is shut; a caller may hang up before the refusal is over.
        with contextlib.suppress(OSError):
            while True:
                caller, _ = listener.accept()
                with caller, contextlib.suppress(OSError):
                    context.wrap_socket(caller, server_side=True)

    thread = threading.Thread(target=refuse, daemon=True)
    thread.start()
    with listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", str(authority)


def _count(table: type[db.Base]) -> int:
    db.session().rollback()
    return db.session().scalar(select(func.count()).select_from(table)) or 0
