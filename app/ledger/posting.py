"""Writing a posting: the only statements that make rows of the books."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Table, bindparam, text

from app.core import clock, db
from app.core.prepared import Prepared
from app.core.types import Instant, Int
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


_INSTANTS = (
    "occurred_at",
    "recorded_at",
    "lot_credited_at",
    "lot_available_at",
    "lot_expires_at",
)
_WORDS = ("key", "kind", "actor", "reason")
_POSTING_SQL = (
    "INSERT INTO postings (business_id, key, kind, card_id, receipt_id, "
    "rule_version_id, reverses_id, actor, reason, net_points, entry_count, "
    "occurred_at, recorded_at) VALUES (:business_id, :key, :kind, :card_id, "
    ":receipt_id, :rule_version_id, :reverses_id, :actor, :reason, :net_points, "
    ":entry_count, :occurred_at, :recorded_at) "
    "ON CONFLICT (business_id, key) DO NOTHING RETURNING id"
)
_LOT_COLUMNS = (
    "INSERT INTO lots (business_id, card_id, posting_id, receipt_id, rule_version_id, "
    "issuer_id, restores_id, amount, remaining, credited_at, available_at, expires_at) "
)
_LOT_REST = (
    ":lot_receipt_id, :lot_rule_version_id, :lot_issuer_id, :lot_restores_id, "
    ":lot_amount, :lot_amount, :lot_credited_at, :lot_available_at, :lot_expires_at"
)
_LOT_OF_MADE = (
    f"{_LOT_COLUMNS} SELECT :business_id, :card_id, made.id, {_LOT_REST} FROM made"  # noqa: S608
)


def _writing(sql: str) -> Prepared:
    """A statement whose parameters are typed by their names."""
    used = dict.fromkeys(re.findall(r":([a-z_0-9]+)", sql))
    return Prepared(
        text(sql).bindparams(
            *(
                bindparam(name, type_=Instant if name in _INSTANTS else Int)
                for name in used
                if name not in _WORDS
            )
        )
    )


_POSTING = _writing(_POSTING_SQL)
_LOT = _writing(
    f"{_LOT_COLUMNS} VALUES (:business_id, :card_id, :posting_id, {_LOT_REST})"
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


@cache
def _whole(count: int, *, with_lot: bool) -> Prepared:
    """PostgreSQL writes a posting, its entries and its lot in one statement."""
    sides = ", ".join(f"({n}, :account_{n}, :amount_{n})" for n in range(1, count + 1))
    lot = f", credited AS ({_LOT_OF_MADE})" if with_lot else ""
    sql = (
        f"WITH made AS ({_POSTING_SQL}){lot} "  # noqa: S608 - constants only
        "INSERT INTO entries (business_id, posting_id, line, account_id, amount) "
        "SELECT :business_id, made.id, sides.line, sides.account_id, sides.amount "
        f"FROM made, (VALUES {sides}) AS sides (line, account_id, amount) "
        "ORDER BY sides.line RETURNING posting_id"
    )
    return _writing(sql)


def post(
    book: Book,
    *,
    kind: str,
    cause: Cause,
    net_points: int,
    entries: Sequence[tuple[int, int]],
    reverses_id: int | None = None,
    lot: NewLot | None = None,
) -> int | None:
    """Insert a posting with its entries and its lot; None when its key is taken.

    ``entries`` are account and amount; those of zero are left out.
    """
    sides = [(account, amount) for account, amount in entries if amount]
    values: dict[str, object] = {
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
        "recorded_at": clock.present(),
    }
    accounts: dict[str, object] = {}
    for line, (account, amount) in enumerate(sides, start=1):
        accounts[f"account_{line}"] = account
        accounts[f"amount_{line}"] = amount
    write = _one_by_one if db.is_sqlite() else _at_once
    posting_id = write(values, accounts, lot)
    if posting_id is None:
        return None
    book.last_posting_id = posting_id
    if lot is not None:
        _notice(book, lot)
    return posting_id


def _at_once(
    values: dict[str, object], accounts: dict[str, object], lot: NewLot | None
) -> int | None:
    statement = _whole(len(accounts) // 2, with_lot=lot is not None)
    credited = _lot_values(lot) if lot else {}
    found: int | None = statement.run({**values, **accounts, **credited}).scalar()
    return found


def _one_by_one(
    values: dict[str, object], accounts: dict[str, object], lot: NewLot | None
) -> int | None:
    posting_id: int | None = _POSTING.run(values).scalar()
    if posting_id is None:
        return None
    own = {name: values[name] for name in ("business_id", "card_id")}
    own["posting_id"] = posting_id
    _entries(len(accounts) // 2).run(own | accounts)
    if lot is not None:
        _LOT.run(own | _lot_values(lot))
    return posting_id


def add_lot(book: Book, posting_id: int, lot: NewLot) -> None:
    """Credit one more lot of a posting; the card's account learns when it changes."""
    _LOT.run({**book.scope, "posting_id": posting_id, **_lot_values(lot)})
    _notice(book, lot)


def _lot_values(lot: NewLot) -> dict[str, object]:
    return {f"lot_{name}": value for name, value in vars(lot).items()}


def _notice(book: Book, lot: NewLot) -> None:
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
