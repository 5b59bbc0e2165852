"""Recompute the books from their rows and compare: L1 to L9, and the seals.

Every check is one statement, so that on PostgreSQL, too, it sees one moment of a busy
database; the rows it returns are wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text

from app.core import db
from app.core.types import Instant
from app.ledger import seal


@dataclass(frozen=True)
class Fault:
    """A row that cannot be right, and why."""

    row: str
    problem: str


@dataclass(frozen=True)
class Counts:
    """How much was looked at."""

    postings: int
    entries: int
    lots: int
    seals: int


# Each check: a row's name, its problem, and a statement whose columns fill both.
_CHECKS = (
    (
        "posting {0}",
        "has {2} of {1} entries, and they sum to {3}",
        (
            "SELECT postings.id, entry_count, count(entries.id) AS lines, "
            "coalesce(sum(entries.amount), 0) AS total "
            "FROM postings LEFT JOIN entries ON entries.posting_id = postings.id "
            "WHERE postings.business_id = :business_id GROUP BY postings.id, entry_count "
            "HAVING count(entries.id) <> entry_count "
            "OR coalesce(sum(entries.amount), 0) <> 0"
        ),
    ),
    (
        "entry {0}",
        "joins posting {1} and account {2} of different businesses or cards",
        (
            "SELECT entries.id, entries.posting_id, entries.account_id FROM entries "
            "JOIN postings ON postings.id = entries.posting_id "
            "JOIN accounts ON accounts.id = entries.account_id "
            "WHERE entries.business_id = :business_id "
            "AND (postings.business_id <> entries.business_id "
            "OR accounts.business_id <> entries.business_id "
            "OR accounts.card_id <> postings.card_id)"
        ),
    ),
    (
        "account {0}",
        "caches {1}, its entries sum to {2}",
        (
            "SELECT accounts.id, balance, coalesce(sum(entries.amount), 0) AS total "
            "FROM accounts LEFT JOIN entries ON entries.account_id = accounts.id "
            "AND entries.business_id = accounts.business_id "
            "WHERE accounts.business_id = :business_id AND accounts.card_id IS NOT NULL "
            "GROUP BY accounts.id, balance "
            "HAVING balance <> coalesce(sum(entries.amount), 0)"
        ),
    ),
    (
        "posting {0}",
        "says {1} points, its entries {2}; it moved {4} in lots, its entries say {3}",
        (
            "SELECT id, net_points, card, points, moved FROM (SELECT id, net_points, "
            "(SELECT coalesce(sum(entries.amount), 0) FROM entries "
            " JOIN accounts ON accounts.id = entries.account_id "
            " WHERE entries.posting_id = postings.id "
            " AND accounts.card_id IS NOT NULL) AS card, "
            "(SELECT coalesce(sum(entries.amount), 0) FROM entries "
            " JOIN accounts ON accounts.id = entries.account_id "
            " WHERE entries.posting_id = postings.id AND accounts.kind = 'points') "
            "AS points, "
            "(SELECT coalesce(sum(amount), 0) FROM lots "
            " WHERE lots.posting_id = postings.id) - "
            "(SELECT coalesce(sum(amount), 0) FROM allocations "
            " WHERE allocations.posting_id = postings.id) AS moved "
            "FROM postings WHERE business_id = :business_id) AS sums "
            "WHERE net_points <> card OR points <> moved"
        ),
    ),
    (
        "lot {0}",
        "has {2} left of {1}, its uses leave {3}",
        (
            "SELECT lots.id, lots.amount, remaining, "
            "lots.amount - coalesce(sum(allocations.amount), 0) AS rest "
            "FROM lots LEFT JOIN allocations ON allocations.lot_id = lots.id "
            "WHERE lots.business_id = :business_id "
            "GROUP BY lots.id, lots.amount, remaining "
            "HAVING remaining <> lots.amount - coalesce(sum(allocations.amount), 0)"
        ),
    ),
    (
        "allocation {0}",
        "used {1}, {2} of it came back",
        (
            "SELECT used.id, used.amount, -sum(back.amount) AS returned "
            "FROM allocations AS back JOIN allocations AS used ON used.id = back.returns_id "
            "WHERE back.business_id = :business_id GROUP BY used.id, used.amount "
            "HAVING -sum(back.amount) > used.amount "
            "OR min(back.lot_id) <> max(used.lot_id) OR max(back.lot_id) <> max(used.lot_id)"
        ),
    ),
    (
        "posting {0}",
        "expires lot {1} at another instant than its end",
        (
            "SELECT postings.id, lots.id AS lot_id FROM postings "
            "JOIN allocations ON allocations.posting_id = postings.id "
            "JOIN lots ON lots.id = allocations.lot_id "
            "WHERE postings.business_id = :business_id AND postings.kind = 'expire' "
            "AND (lots.expires_at IS NULL OR lots.expires_at <> postings.occurred_at)"
        ),
    ),
    (
        "posting {0}",
        "is no proper reversal of posting {1}",
        (
            "SELECT postings.id, postings.reverses_id FROM postings "
            "LEFT JOIN postings AS first ON first.id = postings.reverses_id "
            "AND first.business_id = postings.business_id "
            "WHERE postings.business_id = :business_id "
            "AND (postings.kind = 'reversal' OR postings.reverses_id IS NOT NULL) "
            "AND (first.id IS NULL OR postings.kind <> 'reversal' "
            "OR first.net_points <> -postings.net_points)"
        ),
    ),
    (
        "account {0}",
        "the clearing of transfers stands at {1} instead of zero",
        (
            "SELECT accounts.id, sum(entries.amount) AS total FROM accounts "
            "JOIN entries ON entries.account_id = accounts.id "
            "AND entries.business_id = accounts.business_id "
            "WHERE accounts.business_id = :business_id AND accounts.kind = 'clearing' "
            "GROUP BY accounts.id HAVING sum(entries.amount) <> 0"
        ),
    ),
    (
        "card {0}",
        "has {1} points and a debt of {2} at once",
        (
            "SELECT points.card_id, points.balance, -debts.balance AS debt "
            "FROM accounts AS points JOIN accounts AS debts "
            "ON debts.card_id = points.card_id AND debts.kind = 'debt' "
            "WHERE points.business_id = :business_id AND points.kind = 'points' "
            "AND points.balance <> 0 AND debts.balance <> 0"
        ),
    ),
)
_CACHES = text(
    "SELECT accounts.card_id, balance, pending, next_change_at, as_of, "
    "last_posting_id, (SELECT coalesce(max(postings.id), 0) FROM postings "
    " WHERE postings.business_id = accounts.business_id "
    " AND postings.card_id = accounts.card_id) AS newest_id, "
    "coalesce(live.total, 0) AS total, coalesce(live.held, 0) AS held, "
    "live.ends_at, live.starts_at FROM accounts LEFT JOIN ("
    " SELECT lots.card_id, sum(remaining) AS total, "
    " sum(CASE WHEN available_at > owner.as_of THEN remaining ELSE 0 END) AS held, "
    " min(expires_at) AS ends_at, "
    " min(CASE WHEN available_at > owner.as_of THEN available_at END) AS starts_at "
    " FROM lots JOIN accounts AS owner ON owner.card_id = lots.card_id "
    " AND owner.business_id = lots.business_id AND owner.kind = 'points' "
    " WHERE lots.business_id = :business_id AND remaining > 0 GROUP BY lots.card_id"
    ") AS live ON live.card_id = accounts.card_id "
    "WHERE accounts.business_id = :business_id AND accounts.kind = 'points'"
).columns(next_change_at=Instant, as_of=Instant, ends_at=Instant, starts_at=Instant)
_COUNTS = text(
    "SELECT (SELECT count(*) FROM postings WHERE business_id = :business_id), "
    "(SELECT count(*) FROM entries WHERE business_id = :business_id), "
    "(SELECT count(*) FROM lots WHERE business_id = :business_id), "
    "(SELECT count(*) FROM seals WHERE business_id = :business_id)"
)


_OWED = text(
    "SELECT coalesce(sum(CASE WHEN kind = 'points' THEN balance END), 0) AS points, "
    "-coalesce(sum(CASE WHEN kind = 'debt' THEN balance END), 0) AS debt "
    "FROM accounts WHERE business_id = :business_id AND card_id IS NOT NULL"
)


def verify(business_id: int, head: bytes | None = None) -> Iterator[Fault]:
    """Everything that is wrong with a business's books, found row by row.

    ``head`` is an end of its chain that was kept elsewhere (``flask ledger seal``).
    """
    scope = {"business_id": business_id}
    for row_name, problem, sql in _CHECKS:
        for row in db.connection().execute(text(sql), scope):
            yield Fault(row_name.format(*row), problem.format(*row))
    for row in db.connection().execute(_CACHES, scope):
        yield from _caches(row)
    for row_name, problem in seal.faults(business_id, head):
        yield Fault(row_name, problem)


def counts(business_id: int) -> Counts:
    """How many rows a business's books have."""
    row = db.connection().execute(_COUNTS, {"business_id": business_id}).one()
    return Counts(*row)


def owed(business_id: int) -> tuple[int, int]:
    """What a business owes its members, and what they owe it, in points."""
    row = db.connection().execute(_OWED, {"business_id": business_id}).one()
    return int(row.points), int(row.debt)


def _caches(row: Row[Any]) -> Iterator[Fault]:
    """Compare what a card's account caches with the card's live lots."""
    card = f"card {row.card_id}"
    if row.balance != row.total:
        yield Fault(card, f"caches {row.balance} points, its lots hold {row.total}")
    if row.pending != row.held:
        yield Fault(card, f"caches {row.pending} pending, its lots hold {row.held}")
    if row.ends_at is not None and row.ends_at <= row.as_of:
        yield Fault(card, "still holds points that have expired")
    expected: datetime | None = min(
        (instant for instant in (row.ends_at, row.starts_at) if instant), default=None
    )
    if row.next_change_at != expected:
        cached = row.next_change_at
        yield Fault(card, f"expects its next change at {cached}, not at {expected}")
    if row.last_posting_id != row.newest_id:
        last, newest = row.last_posting_id, row.newest_id
        yield Fault(card, f"stops at posting {last}, its newest is {newest}")
