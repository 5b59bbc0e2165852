"""Writing a posting: the only statements that make rows of the books."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, text

from app.core import clock, db
from app.core.prepared import Prepared
from app.core.types import Instant
from app.ledger.books import Book
from app.ledger.models import Allocation


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why something is posted, by whom, when, and under which key it happens once."""

    key: str
    actor: str
    reason: str
    occurred_at: datetime
    receipt_id: int | None = None
    rule_version_id: int | None = None


@dataclass(frozen=True)
class Posted:
    """What was posted, and how the card stands after it.

    ``replayed``: the key had done this before; nothing was posted now.
    """

    posting_id: int
    amount: int
    debt_repaid: int
    available: int
    pending: int
    debt: int
    replayed: bool


@dataclass(frozen=True, kw_only=True)
class NewLot:
    """A lot to be credited."""

    amount: int
    issuer_id: int
    credited_at: datetime
    available_at: datetime
    expires_at: datetime | None
    receipt_id: int | None
    rule_version_id: int | None
    restores_id: int | None = None


@dataclass(frozen=True)
class Use:
    """A change of a lot: positive takes from it, negative returns an earlier use."""

    lot_id: int
    amount: int
    returns_id: int | None = None


def _writing(sql: str, *instants: str) -> Prepared:
    return Prepared(
        text(sql).bindparams(*(bindparam(name, type_=Instant) for name in instants))
    )


_POSTING = _writing(
    "INSERT INTO postings (business_id, key, kind, card_id, receipt_id, "
    "rule_version_id, reverses_id, actor, reason, net_points, entry_count, "
    "occurred_at, recorded_at) VALUES (:business_id, :key, :kind, :card_id, "
    ":receipt_id, :rule_version_id, :reverses_id, :actor, :reason, :net_points, "
    ":entry_count, :occurred_at, :recorded_at) "
    "ON CONFLICT (business_id, key) DO NOTHING RETURNING id",
    "occurred_at",
    "recorded_at",
)
_LOT = _writing(
    "INSERT INTO lots (business_id, card_id, posting_id, receipt_id, rule_version_id, "
    "issuer_id, restores_id, amount, remaining, credited_at, available_at, expires_at) "
    "VALUES (:business_id, :card_id, :posting_id, :receipt_id, :rule_version_id, "
    ":issuer_id, :restores_id, :amount, :amount, :credited_at, :available_at, "
    ":expires_at)",
    "credited_at",
    "available_at",
    "expires_at",
)
_ALLOCATION = cast("Table", Allocation.__table__).insert()
_REMAINING = text("UPDATE lots SET remaining = remaining - :used WHERE id = :lot_id")


@cache
def _entries(count: int) -> Prepared:
    rows = (
        f"(:business_id, :posting_id, {line}, :account_{line}, :amount_{line})"
        for line in range(1, count + 1)
    )
    return _writing(
        "INSERT INTO entries (business_id, posting_id, line, account_id, amount) "  # noqa: S608
        f"VALUES {', '.join(rows)}"
    )


def post(
    book: Book,
    *,
    kind: str,
    cause: Cause,
    net_points: int,
    entries: Sequence[tuple[int, int]],
    reverses_id: int | None = None,
) -> int | None:
    """Insert a posting with its entries; None when its key is taken meanwhile.

    ``entries`` are account and amount; those of zero are left out.
    """
    sides = [(account, amount) for account, amount in entries if amount]
    posting_id = _POSTING.run(
        {
            **book.scope,
            "key": cause.key,
            "kind": kind,
            "receipt_id": cause.receipt_id,
            "rule_version_id": cause.rule_version_id,
            "reverses_id": reverses_id,
            "actor": cause.actor,
            "reason": cause.reason,
            "net_points": net_points,
            "entry_count": len(sides),
            "occurred_at": cause.occurred_at,
            "recorded_at": clock.now(),
        }
    ).scalar()
    if posting_id is None:
        return None
    values = {"business_id": book.business_id, "posting_id": posting_id}
    for line, (account, amount) in enumerate(sides, start=1):
        values[f"account_{line}"] = account
        values[f"amount_{line}"] = amount
    _entries(len(sides)).run(values)
    book.last_posting_id = posting_id
    return int(posting_id)


def add_lot(book: Book, posting_id: int, lot: NewLot) -> None:
    """Credit a lot; the card's account learns when it will change."""
    values = {**book.scope, "posting_id": posting_id, **vars(lot)}
    _LOT.run(values)
    if lot.available_at > book.at:
        book.pending += lot.amount
        book.notice(lot.available_at)
    book.notice(lot.expires_at)


def allocate(book: Book, posting_id: int, uses: Sequence[Use]) -> None:
    """Write uses and returns down, and what remains of their lots."""
    if not uses:
        return
    values = {"business_id": book.business_id, "posting_id": posting_id}
    db.connection().execute(_ALLOCATION, [values | vars(use) for use in uses])
    used: Counter[int] = Counter()
    for use in uses:
        used[use.lot_id] += use.amount
    changes = [
        {"lot_id": lot_id, "used": amount}
        for lot_id, amount in sorted(used.items())
        if amount
    ]
    if changes:
        db.connection().execute(_REMAINING, changes)
