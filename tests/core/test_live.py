"""Bells ring when something is committed, and only then, wherever their numbers are."""

import contextlib
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import redis
from flask import Flask

from app.core import db, live
from app.core.live import Bells, Memory, Shared
from tests import databases
from tests.conftest import Clock, MakeApp


@pytest.fixture
def topic() -> str:
    return f"test:{uuid.uuid4()}"


@dataclass
class Watch:
    """A count of seconds that a test moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_commit_rings_once(app: Flask, topic: str) -> None:
    with db.writing():
        live.ring(topic)
        live.ring(topic)
        assert live.count(topic) == 0

    assert live.count(topic) == 1


def test_nothing_rings_for_what_did_not_happen(app: Flask, topic: str) -> None:
    with contextlib.suppress(LookupError), db.writing():
        live.ring(topic)
        raise LookupError

    assert live.count(topic) == 0


def test_a_ring_changes_the_word_of_its_topic_only() -> None:
    bells = Memory()
    both, mine, other = ("a", "b"), ("a",), ("b",)
    words = {topics: bells.numbers(topics) for topics in (both, mine, other)}
    bells.ring("a")
    changed = {topics: bells.numbers(topics) != word for topics, word in words.items()}
    assert changed == {both: True, mine: True, other: False}


def test_after_a_restart_every_page_fetches_once() -> None:
    before, after = Memory(), Memory()
    assert before.numbers(["quiet"]) != after.numbers(["quiet"])
    assert after.numbers(["quiet"]) == after.numbers(["quiet"])


def test_what_nobody_asks_for_is_forgotten() -> None:
    watch = Watch()
    bells = Memory(watch)
    for number in range(50):
        bells.ring(f"old:{number}")
    bells.ring("asked")
    watch.seconds = live.FORGOTTEN_SECONDS - 1
    word = bells.numbers(["asked"])
    watch.seconds = live.FORGOTTEN_SECONDS + 400
    assert bells.numbers(["asked"]) == word
    assert len(bells) == 1


@pytest.fixture(scope="module")
def redis_url() -> str:
    return databases.redis_url()


def test_several_processes_share_their_numbers(redis_url: str, topic: str) -> None:
    web, worker = Shared(redis_url), Shared(redis_url)
    quiet = web.numbers([topic])
    assert worker.numbers([topic]) == quiet
    worker.ring(topic)
    assert web.numbers([topic]) != quiet
    assert web.count(topic) == worker.count(topic)


def test_many_ring_in_one_go(redis_url: str, topic: str) -> None:
    topics = [f"{topic}:{number}" for number in range(300)]
    web, worker = Shared(redis_url), Shared(redis_url)
    before = [web.count(each) for each in topics]
    worker.ring_all(topics)
    worker.ring_all(topics)
    # A number that Redis did not have begins at the clock.
    assert all(
        web.count(each) > least for each, least in zip(topics, before, strict=True)
    )
    assert web.count(topics[0]) == web.count(topics[-1])


def test_a_number_that_redis_dropped_never_comes_again(
    redis_url: str, topic: str, clock: Clock
) -> None:
    bells = Shared(redis_url)
    bells.ring(topic)
    seen = bells.numbers([topic])
    redis.Redis.from_url(redis_url).delete(f"tessera:bell:{topic}")
    assert bells.numbers([topic]) != seen
    clock.advance(seconds=live.FORGOTTEN_SECONDS)
    bells.ring(topic)
    assert bells.numbers([topic]) != seen


def test_an_emptied_redis_makes_pages_fetch_once(redis_url: str, topic: str) -> None:
    bells = Shared(redis_url)
    quiet = bells.numbers([topic])
    redis.Redis.from_url(redis_url).flushall()
    fresh = bells.numbers([topic])
    assert fresh != quiet
    assert bells.numbers([topic]) == fresh


def break_off(bells: Shared, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let Redis be down for these bells; what is returned brings it back."""
    monkeypatch.setattr(live, "RETRY_SECONDS", 0.0)
    real = bells._redis

    def down(*_: Any, **__: Any) -> None:
        raise redis.ConnectionError("down")

    for name in ("mget", "get", "pipeline"):
        monkeypatch.setattr(real, name, down)
    return monkeypatch.undo


def test_without_redis_a_process_has_its_own(
    redis_url: str, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bells = Shared(redis_url)
    shared = bells.numbers([topic])
    back = break_off(bells, monkeypatch)
    alone = bells.numbers([topic])
    assert alone != shared
    bells.ring(topic)
    assert bells.numbers([topic]) not in {alone, shared}
    back()
    # Nobody else knows what rang meanwhile: all pages fetch, the guest's with them.
    assert bells.numbers([topic]) not in {alone, shared}


def test_a_redis_that_is_down_fails_no_commit(
    make_app: MakeApp, app: Flask, topic: str
) -> None:
    nobody = f"redis://127.0.0.1:1/{secrets.randbelow(9)}"
    with make_app(redis_url=nobody).app_context():
        before = live.count(topic)
        with db.writing():
            live.ring(topic)
        assert live.count(topic) == before + 1


def test_a_silent_redis_is_not_asked_at_every_turn(monkeypatch: Any) -> None:
    bells: Bells = Shared("redis://127.0.0.1:1/0")
    asked: list[str] = []

    def mget(*_: Any) -> None:
        asked.append("mget")
        raise redis.TimeoutError

    monkeypatch.setattr(bells, "_redis", type("Silent", (), {"mget": mget})())
    for _ in range(5):
        assert bells.numbers(["x"])
    assert asked == ["mget"]
