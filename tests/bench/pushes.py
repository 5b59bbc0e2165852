"""From the till's answer to the push at the phone, while 20 tills work.

The phones' side is the stand-in for Apple, over real HTTP/2 with our certificate. On
SQLite all of ours is one process, as ``make run`` starts it; on PostgreSQL the web and
the worker are two, as in production.
"""

import contextlib
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from app.cards import codes
from app.core import clock, db, outbox
from app.core.config import Config
from tests.bench import figures, receipts
from tests.bench.figures import Figure
from tests.bench.receipts import LINES, Tills
from tests.bench.servers import ROOT, free_port, granian, serving
from tests.bench.stage import Stage, shop, stage
from tests.standins import apns
from tests.standins.apns import Apns
from tests.wallet.apple import apple, phones
from tests.wallet.apple.apple import Apple

TILLS, PAUSE_SECONDS, SECONDS = 20, 1.0, 10.0
MEDIAN_SECONDS, P99_SECONDS = 1.0, 3.0
PATIENCE_SECONDS = 15.0
_SETTINGS = (
    "apple_pass_type",
    "apple_team",
    "apple_certificate",
    "apple_key",
    "apple_intermediate",
    "apns_url",
    "apns_ca",
)


@dataclass
class Day:
    """What happened at the tills: when a phone's owner asked, and had the answer."""

    bought: list[tuple[str, float, float]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def run() -> Iterator[Figure]:
    """Both databases, one after the other."""
    for kind, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        waits = sorted(_waits(kind))
        yield figures.at_most(
            f"purchase → push, {TILLS} tills, {name}, median of {len(waits)}",
            statistics.median(waits),
            MEDIAN_SECONDS,
            unit="s",
        )
        yield figures.at_most(
            f"… its p99 (worst {waits[-1]:.2f} s), {name}",
            waits[int(len(waits) * 0.99)],
            P99_SECONDS,
            unit="s",
        )


def _waits(kind: str) -> list[float]:
    """Seconds from each receipt's answer to the push that tells of it."""
    with (
        stage(kind) as at,
        apns.serving(apple.identity("ours").root_pem) as there,
    ):
        own = receipts.tills(at, shop())
        tokens = [phones.give(own.shop, holder) for holder in own.holders]
        config = Apple(there, at.config, Path(at.config.data_dir)).config()
        with _serving(at, config) as port:
            _until_quiet()
            there.pushes.clear()
            day = _work(port, own, tokens)
            return _measured(day, there)


def _until_quiet() -> None:
    """What the preparation left to do is done."""
    deadline = time.monotonic() + 4 * PATIENCE_SECONDS
    while _is_due() or phones.waiting():
        if time.monotonic() > deadline:
            raise RuntimeError("the worker does not get anywhere")
        time.sleep(0.1)
        db.session().rollback()


def _is_due() -> bool:
    """Whether a fact is to be told now; some have an hour of their own, later."""
    due_at = outbox.depth().due_at
    return due_at is not None and due_at <= clock.present()


def _measured(day: Day, there: Apns) -> list[float]:
    if day.refused:
        raise RuntimeError(f"answers {day.refused[:9]}")
    deadline = time.monotonic() + PATIENCE_SECONDS
    waits: list[float] = []
    for token, asked, answered in day.bought:
        while not (told := _first(there, token, asked)):
            if time.monotonic() > deadline:
                raise RuntimeError("a phone was never told")
            time.sleep(0.05)
        waits.append(max(told - answered, 0.0))
    return waits


def _first(there: Apns, token: str, since: float) -> float | None:
    """When this phone was first told after an instant."""
    told = (push.at for push in list(there.pushes) if push.token == token)
    return next((at for at in told if at >= since), None)


def _work(port: int, own: Tills, tokens: list[str]) -> Day:
    """Let every till book a receipt a second, each on a card of its own."""
    day = Day()
    tills = [
        threading.Thread(
            target=_till, args=(port, own, tokens, number, day), daemon=True
        )
        for number in range(TILLS)
    ]
    for till in tills:
        till.start()
    for till in tills:
        till.join()
    return day


def _till(port: int, own: Tills, tokens: list[str], number: int, day: Day) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    begun = time.monotonic() + PAUSE_SECONDS * number / TILLS
    places = range(number, len(own.holders), TILLS)
    for turn, place in enumerate(places):
        due = begun + turn * PAUSE_SECONDS
        if due > begun + SECONDS:
            break
        time.sleep(max(due - time.monotonic(), 0))
        asked = time.monotonic()
        status = _buy(connection, own, own.holders[place].number)
        if status == HTTPStatus.CREATED:
            day.bought.append((tokens[place], asked, time.monotonic()))
        else:
            day.refused.append(status)
    connection.close()


def _buy(connection: HTTPConnection, own: Tills, number: str) -> int:
    body = json.dumps({"card": codes.static_payload(number), "lines": LINES})
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {own.key}",
        "Idempotency-Key": secrets.token_hex(16),
    }
    connection.request("POST", receipts.PATH, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextlib.contextmanager
def _serving(at: Stage, config: Config) -> Iterator[int]:
    """The installation with its worker; the port of its web server."""
    environment = at.environment | {
        f"TESSERA_{name.upper()}": str(getattr(config, name)) for name in _SETTINGS
    }
    if at.kind == "sqlite":
        port = free_port()
        environment["PORT"] = str(port)
        with serving([sys.executable, "-m", "app.serve"], environment, port):
            yield port
    else:
        with (
            granian("wsgi:app", environment, threads=TILLS) as server,
            _worker(environment),
        ):
            yield server.port


@contextlib.contextmanager
def _worker(environment: Mapping[str, str]) -> Iterator[None]:
    """The worker in a process of its own, once it says that it works."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the worker did not start")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
