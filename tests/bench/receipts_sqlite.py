"""Receipts over the API against an ORM-session endpoint, SQLite with synchronous=FULL."""

import contextlib
import sys
from collections.abc import Iterator

from tests.bench import figures, load, receipts
from tests.bench.figures import Figure
from tests.bench.load import Answers
from tests.bench.receipts import Tills
from tests.bench.servers import Server, free_port, granian, serving, waitress
from tests.bench.stage import Stage, shop, stage

CONNECTIONS, ROUNDS, SECONDS = 16, 4, 3.0
MOST_PER_SECOND = 4000
LEAST, MOST_MS = 3.0, 100.0
PEER = "tests.bench.peers.orm_receipts:app"


def run() -> Iterator[Figure]:
    """The embedded server with its worker beside it, and granian."""
    with stage("sqlite") as at, stage("sqlite") as beside:
        ours, theirs = _tills(at), _tills(beside)
        peer = {
            "PEER_DATABASE": beside.config.database,
            "PEER_SECRET": beside.config.secret_key,
        }
        with _embedded(at) as server, waitress(PEER, peer) as plain:
            yield from _compare("waitress", server, ours, plain, theirs)
        with (
            granian("wsgi:app", at.environment, threads=CONNECTIONS) as server,
            granian(PEER, peer, threads=CONNECTIONS) as plain,
        ):
            yield from _compare("granian", server, ours, plain, theirs)


def _tills(at: Stage) -> Tills:
    with at.app.app_context():
        return receipts.tills(at, shop())


@contextlib.contextmanager
def _embedded(at: Stage) -> Iterator[Server]:
    """What ``make run`` starts: waitress, and the worker as a thread."""
    port = free_port()
    environment = at.environment | {"PORT": str(port)}
    with serving([sys.executable, "-m", "app.serve"], environment, port) as server:
        yield server


def _compare(
    name: str, server: Server, ours: Tills, plain: Server, theirs: Tills
) -> Iterator[Figure]:
    every: dict[str, list[Answers]] = {"ours": [], "orm": []}
    sides = {"ours": (server, ours), "orm": (plain, theirs)}

    def measure(side: str) -> float:
        there, own = sides[side]
        requests = own.requests(int(SECONDS * MOST_PER_SECOND))
        answers = load.send(
            there.port, requests, connections=CONNECTIONS, seconds=SECONDS
        )
        every[side].append(answers.expect(201))
        return answers.per_second

    rate = figures.interleaved(list(sides), ROUNDS, measure)
    yield figures.times(
        f"receipts over the API, SQLite FULL, 16 connections, {name}",
        rate["ours"],
        rate["orm"],
        unit="/s",
        peer_name="ORM session",
        least=LEAST,
    )
    slow = {side: load.together(found[1:]) for side, found in every.items()}
    yield figures.at_most(
        f"… its p99 (ORM session {slow['orm'].percentile(0.99):.0f} ms), {name}",
        slow["ours"].percentile(0.99),
        MOST_MS,
        unit="ms",
    )
