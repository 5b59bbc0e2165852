"""Receipts over the API against a hand-written psycopg transaction, PostgreSQL.

Two web processes, as in production. By the clock, and by CPU time of everything that
takes part in a receipt, the database too; what else the machine does moves that least.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

import psutil
from sqlalchemy import select

from app.core import clock, db, tenancy
from app.ledger.models import Account
from app.programmes import queries as programmes
from tests import databases
from tests.bench import figures, load, receipts
from tests.bench.figures import Figure
from tests.bench.peers.psycopg_receipts import Booked, Job
from tests.bench.receipts import Tills
from tests.bench.servers import ROOT, Server, granian
from tests.bench.stage import Stage, shop, stage

CLIENTS, WORKERS, ROUNDS, SECONDS = 8, 2, 5, 3.0
MOST_PER_SECOND = 3000
LEAST = 0.4
Measured = tuple[float, float]
"""Receipts per second, and per CPU second."""


def run() -> Iterator[Figure]:
    """Both sides in turns, on one database, a business each."""
    with stage("postgresql") as at:
        ours, theirs = (receipts.tills(at, shop(slug)) for slug in ("ours", "theirs"))
        job = _job(at, theirs)
        owners = [each.shop.business_id for each in (ours, theirs)]
        before = [receipts.counts(owner) for owner in owners]
        with granian(
            "wsgi:app", at.environment, threads=CLIENTS // WORKERS, workers=WORKERS
        ) as server:
            found = _in_turns(
                {"ours": lambda: _ours(server, ours), "psycopg": lambda: _theirs(job)}
            )
        rows = [
            receipts.per_receipt(owner, counted)
            for owner, counted in zip(owners, before, strict=True)
        ]
        if rows[0] != rows[1]:
            raise RuntimeError(f"not the same work: {rows}")
    for place, (what, unit) in enumerate(
        (
            ("receipts over the API, PostgreSQL, 8 clients", "/s"),
            ("… per CPU second of all that takes part", "/CPU s"),
        )
    ):
        yield figures.times(
            what,
            statistics.median(each[place] for each in found["ours"]),
            statistics.median(each[place] for each in found["psycopg"]),
            unit=unit,
            peer_name="psycopg by hand",
            least=LEAST,
        )


def _in_turns(sides: dict[str, Callable[[], Measured]]) -> dict[str, list[Measured]]:
    """What each side did, round by round, without the first."""
    found: dict[str, list[Measured]] = {side: [] for side in sides}

    def measure(side: str) -> float:
        found[side].append(sides[side]())
        return found[side][-1][0]

    figures.interleaved(list(sides), ROUNDS, measure)
    return {side: measured[1:] for side, measured in found.items()}


def _ours(server: Server, own: Tills) -> Measured:
    requests = own.requests(int(SECONDS * MOST_PER_SECOND))
    used = server.cpu_seconds() + _database_cpu_seconds()
    answers = load.send(server.port, requests, connections=CLIENTS, seconds=SECONDS)
    used = server.cpu_seconds() + _database_cpu_seconds() - used
    return answers.expect(201).per_second, answers.count / used


def _theirs(job: Job) -> Measured:
    used = _database_cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.peers.psycopg_receipts"],
        input=json.dumps(asdict(job)).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    booked = Booked(**json.loads(done.stdout))
    used = _database_cpu_seconds() - used + booked.cpu_seconds
    return booked.count / booked.seconds, booked.count / used


def _database_cpu_seconds() -> float:
    """CPU time of the database server, of connections that have ended too."""
    folder = databases.postgres(is_durable=True).folder
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    server = psutil.Process(pid)
    own = server.cpu_times()
    ended = own.children_user + own.children_system
    times = [own, *(child.cpu_times() for child in server.children())]
    return ended + sum(each.user + each.system for each in times)


def _job(at: Stage, own: Tills) -> Job:
    with tenancy.scope(own.shop.business_id):
        version = programmes.current(own.shop.programme_id, clock.now())
        expense_id = db.session().execute(
            select(Account.id).where(Account.kind == "expense")
        )
        return Job(
            url=at.config.database_url,
            business_id=own.shop.business_id,
            outlet_id=own.shop.outlet_id,
            rule_version_id=version.id,
            expense_id=expense_id.scalar_one(),
            card_ids=[holder.card_id for holder in own.holders],
            threads=CLIENTS,
            seconds=SECONDS,
        )
