"""A long past for a card, written in bulk as the ledger would have written it.

Earning and spending take turns; the last credits are still live. Every trigger and key
of the database looks at these rows, and ``flask ledger verify`` has nothing to say.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from app.core import clock

LIVE = 40
POINTS = 10
STEP_SECONDS = 300
CHUNK = 100_000

_SERIES = (
    "WITH RECURSIVE series (k) AS "
    "(SELECT CAST(:first AS bigint) UNION ALL SELECT k + 1 FROM series WHERE k < :last) "
)
_SPENDS = "(k % 2 = 1 AND k < :live)"
_POSTINGS = """
INSERT INTO postings (id, business_id, key, kind, card_id, actor, reason, net_points,
    entry_count, occurred_at, recorded_at)
SELECT :posting + k, :business_id, 'bulk-:card_id-' || k,
    CASE WHEN {spends} THEN 'spend' ELSE 'earn' END, :card_id, 'system', 'sale',
    CASE WHEN {spends} THEN -{points} ELSE {points} END, 2, {at}, {at}
FROM series
"""
_ENTRIES = """
INSERT INTO entries (business_id, posting_id, line, account_id, amount)
SELECT :business_id, :posting + k, line,
    CASE WHEN line = 1 THEN :account WHEN {spends} THEN :redeemed ELSE :expense END,
    CASE WHEN (line = 1) = {spends} THEN -{points} ELSE {points} END
FROM series, (SELECT 1 AS line UNION ALL SELECT 2) AS sides ORDER BY k, line
"""
_LOTS = """
INSERT INTO lots (id, business_id, card_id, posting_id, issuer_id, amount, remaining,
    credited_at, available_at, expires_at)
SELECT :lot + k, :business_id, :card_id, :posting + k, :business_id, {points},
    CASE WHEN k < :live THEN 0 ELSE {points} END, {at}, {at}, {end}
FROM series WHERE NOT {spends}
"""
_ALLOCATIONS = """
INSERT INTO allocations (business_id, posting_id, lot_id, amount)
SELECT :business_id, :posting + k, :lot + k - 1, {points} FROM series WHERE {spends}
"""
_ACCOUNT = """
UPDATE accounts SET balance = :balance, as_of = {last_at}, next_change_at = {end},
    last_posting_id = :posting + :count - 1
WHERE id = :account
"""


@dataclass(frozen=True, kw_only=True)
class Past:
    """Whose past, and the accounts that it stands on."""

    business_id: int
    card_id: int
    account_id: int
    expense_id: int
    redeemed_id: int


def write(connection: Connection, past: Past, count: int) -> None:
    """Give a card without postings ``count`` of them, the newest a minute ago."""
    start = int(clock.now().timestamp()) - 60 - (count - 1) * STEP_SECONDS
    values = {
        "business_id": past.business_id,
        "card_id": past.card_id,
        "account": past.account_id,
        "expense": past.expense_id,
        "redeemed": past.redeemed_id,
        "posting": _next(connection, "postings"),
        "lot": _next(connection, "lots"),
        "live": count - LIVE,
        "start": start,
    }
    for first in range(0, count, CHUNK):
        chunk = values | {"first": first, "last": min(first + CHUNK, count) - 1}
        for statement in (_POSTINGS, _ENTRIES, _LOTS, _ALLOCATIONS):
            _execute(connection, _SERIES + statement, chunk, "k")
    changes = {"balance": LIVE * POINTS, "count": count}
    _execute(connection, _ACCOUNT, values | changes, ":live")


def middle(count: int) -> datetime:
    """About when the middle posting of a past of ``count`` was made."""
    seconds = clock.now().timestamp() - 60 - count // 2 * STEP_SECONDS
    return datetime.fromtimestamp(seconds, UTC)


def _next(connection: Connection, table: str) -> int:
    newest = connection.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}"))
    return int(newest.scalar_one()) + 1


def _execute(
    connection: Connection, sql: str, values: dict[str, int], place: str
) -> None:
    year = 365 * 24 * 3600
    written = sql.format(
        spends=_SPENDS,
        points=POINTS,
        at=_instant(connection, f":start + {place} * {STEP_SECONDS}"),
        end=_instant(connection, f":start + {place} * {STEP_SECONDS} + {year}"),
        last_at=_instant(connection, f":start + (:count - 1) * {STEP_SECONDS}"),
    )
    # Whole numbers of ours, written out: a database guesses wrong types for parameters.
    own = re.sub(r":([a-z_]+)\b", lambda name: str(int(values[name[1]])), written)
    connection.execute(text(own))


def _instant(connection: Connection, seconds: str) -> str:
    if connection.dialect.name == "sqlite":
        return f"(({seconds}) * 1000000)"
    return f"to_timestamp({seconds})"
