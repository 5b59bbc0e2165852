"""Bells: a number for each topic, which grows whenever there is something new.

Open pages ask for numbers, never for content; only when one differs from theirs do they
fetch the fragment through its guarded view. A number that is lost costs nothing: the
page fetches once too often. Numbers live in this process, or in Redis where several
processes share them (decision 36).
"""

import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core import clock, db, tenancy

FORGOTTEN_SECONDS = 3600
"""Longer than any page may ask with one token, so that no page misses a number."""
RETRY_SECONDS = 1.0
_PATIENCE_SECONDS = 0.5
_SWEEP_SECONDS = 300
_KEY = "tessera:bell:"
_EPOCH = "tessera:bells"
Answer = TypeVar("Answer")
_log = structlog.get_logger("live")


class Bells(Protocol):
    """Where the numbers are."""

    def ring(self, topic: str) -> None:
        """Let the number of ``topic`` grow."""

    def ring_all(self, topics: Sequence[str]) -> None:
        """Let the number of each grow."""

    def count(self, topic: str) -> int:
        """How often ``topic`` has rung, as far as anybody remembers."""

    def numbers(self, topics: Sequence[str]) -> str:
        """The present numbers in one word, which differs when any of them has grown."""


class Memory:
    """Numbers of one process.

    Its words begin with an epoch of its own, so that every page fetches once after a
    restart. What nobody has asked for and nothing has rung for an hour is forgotten.
    """

    def __init__(self, seconds: Callable[[], float] = clock.seconds) -> None:
        self._seconds = seconds
        self._epoch = secrets.token_hex(4)
        self._counts: dict[str, int] = {}
        self._touched: dict[str, float] = {}
        self._swept_at = seconds()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def ring(self, topic: str) -> None:
        """Let the number of ``topic`` grow."""
        self.ring_all((topic,))

    def ring_all(self, topics: Sequence[str]) -> None:
        """Let the number of each grow."""
        with self._lock:
            for topic in topics:
                self._counts[topic] = self._touch(topic) + 1

    def count(self, topic: str) -> int:
        """How often ``topic`` has rung; whoever asks keeps it remembered."""
        with self._lock:
            return self._touch(topic)

    def numbers(self, topics: Sequence[str]) -> str:
        """The epoch, then each number."""
        with self._lock:
            return _word(self._epoch, map(self._touch, topics))

    def _touch(self, topic: str) -> int:
        instant = self._seconds()
        if instant - self._swept_at > _SWEEP_SECONDS:
            self._sweep(instant)
        self._touched[topic] = instant
        return self._counts.setdefault(topic, 0)

    def _sweep(self, instant: float) -> None:
        self._swept_at = instant
        for topic, at in [*self._touched.items()]:
            if instant - at > FORGOTTEN_SECONDS:
                del self._touched[topic], self._counts[topic]


class Shared:
    """Numbers in Redis, for all processes of an installation.

    Nothing ever fails for them: while Redis does not answer, this process has numbers of
    its own. Whether something rang meanwhile or not, Redis gets a new epoch then.
    """

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            # Whoever waits for this has a page to show.
            retry=Retry(NoBackoff(), 0),
        )
        self._own = Memory()
        self._silent_until = float("-inf")
        self._has_missed = False

    def ring(self, topic: str) -> None:
        """Let the number of ``topic`` grow here and in Redis, if it answers."""
        self.ring_all((topic,))

    def ring_all(self, topics: Sequence[str]) -> None:
        """Let the number of each grow here and in Redis, in one go."""
        self._own.ring_all(topics)
        if self._try(lambda: self._ring(topics)) is None:
            self._has_missed = True

    def count(self, topic: str) -> int:
        """The number in Redis, else this process's own."""
        found = self._try(lambda: self._redis.get(_KEY + topic) or 0)
        return self._own.count(topic) if found is None else int(found)

    def numbers(self, topics: Sequence[str]) -> str:
        """The epoch of this Redis, then each number."""
        found = self._try(lambda: self._read(topics))
        return self._own.numbers(topics) if found is None else found

    def _read(self, topics: Sequence[str]) -> str:
        if self._has_missed:
            # What has rung here meanwhile is known to nobody else.
            self._redis.delete(_EPOCH)
            self._has_missed = False
        epoch, *found = self._redis.mget(_EPOCH, *(_KEY + topic for topic in topics))
        if epoch is None:
            # A Redis that remembers nothing: all pages are to fetch once.
            self._redis.set(_EPOCH, secrets.token_hex(4), nx=True)
            epoch = self._redis.get(_EPOCH)
        return _word(epoch, (int(number or 0) for number in found))

    def _ring(self, topics: Sequence[str]) -> bool:
        # A forgotten number begins anew by the clock, above all that it ever was.
        base = int(clock.present().timestamp() * 1000)
        with self._redis.pipeline() as steps:
            for topic in topics:
                steps.set(_KEY + topic, base, nx=True)
                steps.incr(_KEY + topic)
                steps.expire(_KEY + topic, FORGOTTEN_SECONDS)
            steps.execute()
        return True

    def _try(self, ask: Callable[[], Answer]) -> Answer | None:
        """What Redis answers; None while it does not, without asking at every turn."""
        if clock.seconds() < self._silent_until:
            return None
        try:
            return ask()
        except redis.RedisError as problem:
            self._silent_until = clock.seconds() + RETRY_SECONDS
            _log.warning("bells_without_redis", problem=str(problem))
            return None


@dataclass(frozen=True)
class _Ring:
    """Bells to ring; the same ones ring once in a transaction."""

    topics: tuple[str, ...]

    def __call__(self) -> None:
        bells(db.settings().redis_url).ring_all(self.topics)


@cache
def bells(redis_url: str) -> Bells:
    """The numbers of this process, or those in the Redis at an address."""
    return Shared(redis_url) if redis_url else Memory()


def ring(topic: str) -> None:
    """Let the number of ``topic`` grow once the open transaction is committed."""
    ring_all((topic,))


def ring_all(topics: Iterable[str]) -> None:
    """The same for many, in one go."""
    db.after_commit(_Ring(tuple(topics)))


def ring_inbox() -> None:
    """What waits for the team of the business in scope has changed."""
    ring(f"inbox:{tenancy.current()}")


def count(topic: str) -> int:
    """The present number of ``topic``."""
    return bells(db.settings().redis_url).count(topic)


def _word(epoch: str, counts: Iterable[int]) -> str:
    return "-".join((epoch, *map(str, counts)))
