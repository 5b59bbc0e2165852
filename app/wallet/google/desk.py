"""The client that a worker's thread calls Google with: one token, one pace, one pause."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import SystemRandom
from typing import Any

from requests import Session

from app.core import clock
from app.core.config import Config
from app.wallet.google.account import AccountRefused, account, identity
from passes.google.account import ServiceAccount
from passes.google.client import Client
from passes.google.pacing import Bucket, pause
from passes.google.session import Access, session

TIMEOUT_SECONDS = 10.0
PATIENCE = 3
REFUSED_FOR = timedelta(hours=1)
"""Google also refuses what it could not fetch, so nothing is refused for ever."""

_chance = SystemRandom()
_own = threading.local()


class Pace:
    """How fast an issuer may be asked, and whether it wants to be left alone."""

    def __init__(self, rate: int) -> None:
        # No burst: twenty at once and twenty more in the same second would be too many.
        # The last tenth is left for what the network bunches together.
        self._bucket = Bucket(0.9 * max(1, rate), burst=1.0)
        self._lock = threading.Lock()
        self._faults = 0
        self._until: datetime | None = None
        self._refused: dict[str, datetime] = {}
        self._failing: dict[str, datetime] = {}

    def wait(self) -> None:
        """Sleep until one more request may go."""
        seconds = self._bucket.wait(clock.seconds())
        if seconds > 0:
            time.sleep(seconds)

    def is_resting(self) -> bool:
        """Whether nothing may be asked for now."""
        return self.rests_for() > 0

    def rests_for(self) -> float:
        """Seconds until something may be asked again."""
        with self._lock:
            if self._until is None:
                return 0.0
            return max(0.0, (self._until - clock.now()).total_seconds())

    def refuse(self, digest: str) -> None:
        """Google would not take this document: it need not be asked for every card."""
        with self._lock:
            self._refused[digest] = clock.now() + REFUSED_FOR

    def is_refused(self, digest: str) -> bool:
        """Whether Google refused exactly this, not long ago."""
        with self._lock:
            until = self._refused.get(digest)
            if until is not None and until <= clock.now():
                del self._refused[digest]
            return until is not None and until > clock.now()

    def fails(self, resource_id: str, seconds: float) -> None:
        """Google fails over this one: whoever needs it too waits as long."""
        with self._lock:
            self._failing[resource_id] = clock.now() + timedelta(seconds=seconds)

    def fails_for(self, resource_id: str) -> float:
        """Seconds until it is worth asking about this one again."""
        with self._lock:
            until = self._failing.get(resource_id)
            left = 0.0 if until is None else (until - clock.now()).total_seconds()
            if left <= 0:
                self._failing.pop(resource_id, None)
            return max(0.0, left)

    def went_well(self) -> None:
        """Google answers."""
        with self._lock:
            self._faults, self._until = 0, None

    def went_wrong(self, retry_after: float | None, *, is_full: bool = False) -> bool:
        """Google is away, or has enough of us (``is_full``); whether to stop now."""
        with self._lock:
            self._faults += 1
            if not is_full and retry_after is None and self._faults < PATIENCE:
                return False
            seconds = pause(self._faults, retry_after, jitter=_chance.random())
            self._until = clock.now() + timedelta(seconds=seconds)
            return True


@dataclass(frozen=True)
class Desk:
    """Whom to ask, as whom, and how fast."""

    client: Client
    identity: str
    pace: Pace


def desk(config: Config) -> Desk:
    """The desk of this thread; raises NoGoogle, AccountRefused."""
    if config.google_ca and not Path(config.google_ca).is_file():
        raise AccountRefused from FileNotFoundError(config.google_ca)
    who = identity(config)
    name = (who, config.google_api_url, config.google_token_url, config.google_ca)
    pace = _pace(who, config.google_api_url, config.google_rate)
    if getattr(_own, "name", None) != name:
        access = _access(account(config), config.google_token_url)
        transport = session(access, ca=config.google_ca)
        _own.client = Client(
            _Paced(transport, pace),
            base_url=config.google_api_url,
            timeout=TIMEOUT_SECONDS,
        )
        _own.name = name
    return Desk(_own.client, who, pace)


def jittered(attempt: int, retry_after: float | None = None) -> float:
    """Seconds until a card is tried again."""
    return pause(attempt, retry_after, jitter=_chance.random())


class _Paced:
    """A session that sends no faster than allowed."""

    def __init__(self, transport: Session, pace: Pace) -> None:
        self._transport = transport
        self._pace = pace

    def request(self, method: str, url: str, **options: Any) -> Any:
        """Wait for a turn, then send."""
        self._pace.wait()
        return self._transport.request(method, url, **options)


@lru_cache(maxsize=16)
def _pace(_identity: str, _api_url: str, rate: int) -> Pace:
    return Pace(rate)


@lru_cache(maxsize=4)
def _access(who: ServiceAccount, token_uri: str) -> Access:
    """The token of an account, one for all threads."""
    return Access(
        who, clock=clock.present, token_uri=token_uri, timeout=TIMEOUT_SECONDS
    )
