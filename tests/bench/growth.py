"""Balance and history cost the same with a thousand and with a million entries."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import select, text

from app.core import db, tenancy
from app.ledger import actions, queries
from app.ledger.actions import Cause
from app.ledger.models import Account
from app.ledger.verify import verify
from tests import world
from tests.bench import figures, ledger_rows
from tests.bench.figures import Figure
from tests.bench.ledger_rows import Past
from tests.bench.stage import KINDS, shop, stage, weeks_ago
from tests.world import Shop

SIZES = {"small": 1_000, "large": 1_000_000}
ROUNDS, CALLS = 15, 60
MOST = 1.2
Reads = dict[str, Callable[[], object]]


def run() -> Iterator[Figure]:
    """Both databases."""
    for kind in KINDS:
        with stage(kind):
            own = shop()
            with tenancy.scope(own.business_id):
                yield from _compare(kind, own)


def _compare(kind: str, own: Shop) -> Iterator[Figure]:
    pasts = {size: _open(own) for size in SIZES}
    reads = {}
    for size, count in SIZES.items():
        _write(pasts[size], count)
        reads[size] = _reads(pasts[size].card_id, count)
    for what in reads["small"]:
        cost = figures.interleaved(
            list(SIZES),
            ROUNDS,
            lambda size, what=what: _microseconds(reads[size][what]),
        )
        yield figures.growth(
            f"{what}, 10⁶ entries against 10³, {kind}",
            cost["large"],
            cost["small"],
            unit="µs CPU",
            most=MOST,
        )


def _open(own: Shop) -> Past:
    """A card whose accounts are open, as they always are."""
    card_id = world.issue_card(own.business_id, own.programme_id).card_id
    long_ago = weeks_ago(600)
    cause = partial(Cause, actor="system", reason="sale", occurred_at=long_ago)
    with db.writing():
        actions.credit(
            card_id=card_id,
            cause=cause(key=f"first:{card_id}"),
            amount=1,
            available_at=long_ago,
            expires_at=None,
        )
        actions.spend(card_id=card_id, cause=cause(key=f"last:{card_id}"), amount=1)
    rows = db.session().execute(select(Account.card_id, Account.kind, Account.id))
    accounts = {(row.card_id, row.kind): row.id for row in rows}
    return Past(
        business_id=own.business_id,
        card_id=card_id,
        account_id=accounts[card_id, "points"],
        expense_id=accounts[None, "expense"],
        redeemed_id=accounts[None, "redeemed"],
    )


def _write(past: Past, count: int) -> None:
    with db.writing():
        ledger_rows.write(db.connection(), past, count)
        db.connection().execute(text("ANALYZE"))
    if count == SIZES["small"]:
        faults = list(verify(past.business_id))
        if faults:
            raise RuntimeError(f"the rows are not sound: {faults[:3]}")


def _reads(card_id: int, count: int) -> Reads:
    deep = (ledger_rows.middle(count), 1 << 60)
    return {
        "balance": partial(queries.balance, card_id),
        "history, first page": partial(queries.history, card_id),
        "history, page in the middle": partial(queries.history, card_id, before=deep),
    }


def _microseconds(read: Callable[[], object]) -> float:
    """CPU time of one call, here and in the database."""
    used = _cpu_seconds()
    for _ in range(CALLS):
        read()
    return (_cpu_seconds() - used) / CALLS * 1e6


def _cpu_seconds() -> float:
    if db.is_sqlite():
        return time.process_time()
    backend = db.connection().connection.driver_connection.info.backend_pid
    nanoseconds = Path(f"/proc/{backend}/schedstat").read_text().split()[0]
    return time.process_time() + int(nanoseconds) / 1e9
