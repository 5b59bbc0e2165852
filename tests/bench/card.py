"""The card page and its history against the same pages in Django, and against 304."""

import contextlib
import contextvars
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event, text

from app.businesses import actions as businesses
from app.core import db, tenancy
from app.ledger import queries as ledger
from tests import databases, world
from tests.bench import figures, load
from tests.bench.figures import Figure
from tests.bench.servers import ROOT, Server, granian
from tests.bench.stage import KINDS, Stage, buy, cookie, shop, stage, weeks_ago
from tests.world import Holder, Shop

PAGES = {"card page": "/zerno/card", "history, 20 rows": "/zerno/card/history"}
CONNECTIONS, ROUNDS, SECONDS = 4, 5, 2.0
LEAST_DJANGO, LEAST_UNCHANGED = 2.0, 5.0
PEER = "tests.bench.peers.django_card:application"


@dataclass(frozen=True)
class Side:
    """A page of a server as a signed-in browser asks for it."""

    server: Server
    request: bytes
    status: int = 200

    def per_cpu_second(self) -> float:
        """Answers per second of the server's CPU time."""
        used = self.server.cpu_seconds()
        answers = load.send(
            self.server.port,
            [self.request],
            connections=CONNECTIONS,
            seconds=SECONDS,
            is_endless=True,
        )
        return answers.expect(self.status).count / (self.server.cpu_seconds() - used)


def run() -> Iterator[Figure]:
    """Both databases."""
    for kind in KINDS:
        with stage(kind) as at:
            own = shop()
            dress(own)
            buy(own, own.member, count=30, first_at=weeks_ago(6))
            signed_in = cookie(at, own.member.person_id)
            yield from _statements(at, own, signed_in)
            with (
                _django(at, own) as (peer, their_cookie),
                granian("wsgi:app", at.environment) as ours,
            ):
                for name, path in PAGES.items():
                    yield from _compare(
                        f"{name}, {kind}",
                        Side(ours, load.get(path, Cookie=signed_in)),
                        Side(peer, load.get(path, Cookie=their_cookie)),
                    )


def dress(own: Shop) -> None:
    """Give a shop the look of a brand."""
    with db.writing():
        businesses.dress(
            business_id=own.business_id,
            brand_colour="#3b2a20",
            accent_colour="#d8a15c",
            motif="rings",
        )


def _compare(name: str, ours: Side, peer: Side) -> Iterator[Figure]:
    head, body = load.fetch(ours.server.port, ours.request)
    _, theirs = load.fetch(peer.server.port, peer.request)
    tag = load.etag(head)
    again = ours.request.replace(
        b"\r\n\r\n", f"\r\nIf-None-Match: {tag}\r\n\r\n".encode()
    )
    unchanged = Side(ours.server, again, status=304)
    sides = {"ours": ours, "django": peer, "304": unchanged}
    rate = figures.interleaved(
        list(sides), ROUNDS, lambda side: sides[side].per_cpu_second()
    )
    yield figures.times(
        f"{name} ({len(body) / 1000:.1f} kB)",
        rate["ours"],
        rate["django"],
        unit="/CPU s",
        peer_name=f"Django ({len(theirs) / 1000:.1f} kB)",
        least=LEAST_DJANGO,
    )
    yield figures.times(
        f"… unchanged, {name}",
        rate["304"],
        rate["ours"],
        unit="/CPU s",
        peer_name="our own cold page",
        least=LEAST_UNCHANGED,
    )


def _statements(at: Stage, own: Shop, signed_in: str) -> Iterator[Figure]:
    """The number of statements does not depend on what the card holds."""
    empty = world.issue_card(own.business_id, own.programme_id)
    buy(own, empty, count=1, first_at=weeks_ago(1))
    for name, path in PAGES.items():
        few = _count(at, path, cookie(at, empty.person_id))
        many = _count(at, path, signed_in)
        yield Figure(
            f"{name}, statements, {at.kind}",
            f"{many} with 36 postings",
            f"{few} with one",
            f"{many / few:.2f}",
            "constant",
            many == few,
        )


def _count(at: Stage, path: str, signed_in: str) -> int:
    """Statements of a request by an application that is warm."""
    browser = at.app.test_client(use_cookies=False)

    def ask() -> None:
        answer = browser.get(path, headers={"Cookie": signed_in})
        if answer.status_code != 200:
            raise RuntimeError(answer.text)

    # In a context of its own: a request that finds our open one would share its session.
    contextvars.Context().run(ask)
    seen: list[str] = []

    def note(*event_arguments: Any) -> None:
        seen.append(event_arguments[2])

    engine = db.db.engine
    event.listen(engine, "before_cursor_execute", note)
    contextvars.Context().run(ask)
    event.remove(engine, "before_cursor_execute", note)
    return sum(not sql.startswith(("BEGIN", "PRAGMA")) for sql in seen)


@contextlib.contextmanager
def _django(at: Stage, own: Shop) -> Iterator[tuple[Server, str]]:
    """The peer on a database of the same kind that shows the same."""
    environment = {
        "PEER_SECRET": secrets.token_hex(32),
        "PEER_DATABASE": json.dumps(_django_database(at)),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.peers.django_card"],
        input=json.dumps(_shown(own, own.member)).encode(),
        stdout=subprocess.PIPE,
        env=os.environ | environment,
        cwd=ROOT,
        check=True,
    )
    with granian(PEER, environment) as server:
        yield server, done.stdout.decode()


def _django_database(at: Stage) -> dict[str, Any]:
    if at.kind == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(at.config.data_dir / "django.db"),
        }
    server = databases.postgres(is_durable=True)
    parts = psycopg.conninfo.conninfo_to_dict(
        server.create(f"dj_{secrets.token_hex(4)}")
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts["user"],
        "HOST": parts["host"],
        "CONN_MAX_AGE": 600,
    }


def _shown(own: Shop, holder: Holder) -> dict[str, Any]:
    """What our pages show of a card, as plain values."""
    with tenancy.scope(own.business_id):
        rows = db.connection().execute(
            text(
                "SELECT postings.id, receipts.number, total_minor, paid_minor, "
                "points_spent FROM postings JOIN receipts "
                "ON receipts.id = postings.receipt_id ORDER BY postings.id"
            )
        )
        receipts = {row.id: row for row in rows}
        history = ledger.history(holder.card_id, limit=1000)
        return {
            "slug": own.slug,
            "business": own.name,
            "outlet": "Outlet 1",
            "number": holder.number,
            "balance": ledger.balance(holder.card_id).available,
            "rows": [
                {
                    "receipt": receipts[row.posting_id].number,
                    "total_minor": receipts[row.posting_id].total_minor,
                    "paid_minor": receipts[row.posting_id].paid_minor,
                    "points_spent": receipts[row.posting_id].points_spent,
                    "kind": row.kind,
                    "points": row.net_points,
                    "occurred_at": row.occurred_at.isoformat(),
                    "expires_at": row.expires_at and row.expires_at.isoformat(),
                }
                for row in reversed(history)
            ],
        }
