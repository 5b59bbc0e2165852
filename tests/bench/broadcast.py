"""A mailing to 100,000 members: rows written, what a till waits, letters that leave."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Self

from sqlalchemy import func, select

from app.campaigns import broadcast
from app.core import db, tenancy
from app.core.config import Config
from app.notifications.models import Delivery, Notice
from tests.bench import figures, letters
from tests.bench.figures import Figure
from tests.bench.stage import Stage, shop, stage
from tests.campaigns import crowds, mailing
from tests.world import Shop, sell

MEMBERS = 100_000
LEAST_ROWS_A_SECOND = 5_000
MOST_PART_SECONDS = 0.5
SIGNS = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


class Till:
    """A till that sells without pause and remembers how long it waited."""

    def __init__(self, at: Stage, own: Shop) -> None:
        self._at, self._own = at, own
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.waits: list[float] = []

    def __enter__(self) -> Self:
        """Open it."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it after the cheque in hand."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        with self._at.app.app_context():
            while not self._over.wait(0.02):
                started = time.perf_counter()
                sell(self._own, self._own.member, amount_minor=100_00)
                self.waits.append(time.perf_counter() - started)


def run() -> Iterator[Figure]:
    """Written down and sent by the worker's own code."""
    for kind, sign in SIGNS.items():
        with stage(kind) as at:
            yield from _measured(at, kind, sign)


def _measured(at: Stage, kind: str, sign: str) -> Iterator[Figure]:
    own = shop("broadcast")
    with letters.mailbox() as box:
        config = replace(at.config, smtp_url=f"smtp://127.0.0.1:{box.port}")
        at.app.extensions["tessera_config"] = config
        yield from _broadcast(at, own, kind, sign)
        yield from letters.measured(config, box)


def _broadcast(at: Stage, own: Shop, kind: str, sign: str) -> Iterator[Figure]:
    config = db.settings()
    crowds.at_any_hour(own)
    crowds.gather(own, MEMBERS, reached=MEMBERS)
    mailing.start(own, mailing.draft(own, channels=("email", "push", "pass")))
    with Till(at, own) as till:
        seconds, longest = _written(config)
    rows = _rows(own)
    what = f"Mailing to {MEMBERS:,} members on {sign}"
    rate = rows / seconds
    if kind == "postgresql":
        yield figures.at_least(
            f"{what}, rows written", rate, LEAST_ROWS_A_SECOND, unit="/s"
        )
    else:
        yield Figure(
            f"{what}, rows written", f"{rate:,.0f} /s", "", "", "reported", is_met=True
        )
    yield figures.at_most("… the longest part", longest, MOST_PART_SECONDS, unit="s")
    wait = f"{max(till.waits):.2f} s"
    yield Figure("… the longest wait of a till", wait, "", "", "reported", is_met=True)


def _written(config: Config) -> tuple[float, float]:
    longest, started = 0.0, time.perf_counter()
    while True:
        before = time.perf_counter()
        if not broadcast.send(config):
            return time.perf_counter() - started, longest
        longest = max(longest, time.perf_counter() - before)


def _rows(own: Shop) -> int:
    with tenancy.scope(own.business_id):
        notices = db.session().scalar(select(func.count(Notice.id))) or 0
        ways = db.session().scalar(select(func.count(Delivery.id))) or 0
    if notices != MEMBERS + 1:
        raise RuntimeError(f"{notices:,} told, not {MEMBERS + 1:,}")
    return notices + ways
