"""Receipts over the API against a hand-written psycopg transaction, PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict

from sqlalchemy import select

from app.core import clock, db, tenancy
from app.ledger.models import Account
from app.programmes import queries as programmes
from tests.bench import figures, load, receipts
from tests.bench.figures import Figure
from tests.bench.peers.psycopg_receipts import Booked, Job
from tests.bench.receipts import Tills
from tests.bench.servers import ROOT, Server, granian
from tests.bench.stage import Stage, shop, stage

CLIENTS, ROUNDS, SECONDS = 8, 5, 3.0
MOST_PER_SECOND = 3000
LEAST = 0.4


def run() -> Iterator[Figure]:
    """Both sides in turns, on one database, a business each."""
    with stage("postgresql") as at:
        ours, theirs = (receipts.tills(at, shop(slug)) for slug in ("ours", "theirs"))
        job = _job(at, theirs)
        with granian("wsgi:app", at.environment, threads=CLIENTS) as server:
            sides = {
                "ours": lambda: _ours(server, ours),
                "psycopg": lambda: _theirs(job),
            }
            owners = [each.shop.business_id for each in (ours, theirs)]
            before = [receipts.counts(owner) for owner in owners]
            rate = figures.interleaved(list(sides), ROUNDS, lambda side: sides[side]())
        rows = [
            receipts.per_receipt(owner, counted)
            for owner, counted in zip(owners, before, strict=True)
        ]
        if rows[0] != rows[1]:
            raise RuntimeError(f"not the same work: {rows}")
        yield figures.times(
            "receipts over the API, PostgreSQL, 8 clients",
            rate["ours"],
            rate["psycopg"],
            unit="/s",
            peer_name="psycopg by hand",
            least=LEAST,
        )


def _ours(server: Server, own: Tills) -> float:
    requests = own.requests(int(SECONDS * MOST_PER_SECOND))
    answers = load.send(server.port, requests, connections=CLIENTS, seconds=SECONDS)
    return answers.expect(201).per_second


def _theirs(job: Job) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.peers.psycopg_receipts"],
        input=json.dumps(asdict(job)).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    booked = Booked(**json.loads(done.stdout))
    return booked.count / booked.seconds


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
