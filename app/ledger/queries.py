"""What screens ask of the books: balances, coming changes, history. Columns only.

The cost does not grow with the card's past: a balance is a cached row, history walks an
index. When time has passed since the row was written, the difference comes from the
live lots, so that an expired point is never shown (R3, R4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, TextClause, bindparam, text

from app.core import clock, db, tenancy
from app.core.types import Instant, Int


@dataclass(frozen=True, slots=True)
class Balance:
    """A card's points: spendable, on hold, owed; when time alone changes them."""

    available: int
    pending: int
    debt: int
    next_change_at: datetime | None


@dataclass(frozen=True, slots=True)
class Expiry:
    """Points whose life ends at ``expires_at``."""

    expires_at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class Pending:
    """Points on hold until ``available_at``."""

    available_at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One posting as the card's holder sees it; net of debt."""

    posting_id: int
    kind: str
    net_points: int
    occurred_at: datetime
    reason: str
    receipt_id: int | None
    rule_version_id: int | None
    reverses_id: int | None
    reversed_by_id: int | None
    available_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostedRow:
    """A posting of a receipt."""

    posting_id: int
    kind: str
    net_points: int
    reversed_by_id: int | None
    card_id: int


NOTHING = Balance(available=0, pending=0, debt=0, next_change_at=None)

_ACCOUNTS = (
    text(
        "SELECT card_id, kind, balance, pending, next_change_at, as_of FROM accounts "
        "WHERE business_id = :business_id AND card_id IN :card_ids"
    )
    .bindparams(bindparam("card_ids", expanding=True))
    .columns(card_id=Int, next_change_at=Instant, as_of=Instant)
)
_MINE = (
    "FROM lots WHERE business_id = :business_id AND card_id = :card_id "
    "AND remaining > 0"
)
_SINCE = (
    text(
        f"SELECT (SELECT CAST(coalesce(sum(remaining), 0) AS BIGINT) {_MINE} "
        "AND expires_at <= :at) AS expired, "
        f"(SELECT CAST(coalesce(sum(remaining), 0) AS BIGINT) {_MINE} "
        "AND :pending > 0 AND available_at > :at) AS pending, "
        f"(SELECT expires_at {_MINE} AND expires_at > :at "
        "ORDER BY expires_at LIMIT 1) AS expires_at, "
        f"(SELECT min(available_at) {_MINE} "
        "AND :pending > 0 AND available_at > :at) AS available_at"
    )
    .bindparams(bindparam("at", type_=Instant))
    .columns(expires_at=Instant, available_at=Instant)
)
_EXPIRIES = (
    text(
        f"SELECT expires_at, CAST(sum(remaining) AS BIGINT) AS amount {_MINE} "
        "AND expires_at > :at GROUP BY expires_at ORDER BY expires_at LIMIT :limit"
    )
    .bindparams(bindparam("at", type_=Instant))
    .columns(expires_at=Instant)
)
_PENDING = (
    text(
        f"SELECT available_at, CAST(sum(remaining) AS BIGINT) AS amount {_MINE} "  # noqa: S608 - constants
        "AND available_at > :at AND EXISTS (SELECT 1 FROM accounts "
        "WHERE accounts.business_id = :business_id AND accounts.card_id = :card_id "
        "AND accounts.pending > 0) "
        "GROUP BY available_at ORDER BY available_at LIMIT :limit"
    )
    .bindparams(bindparam("at", type_=Instant))
    .columns(available_at=Instant)
)
# The plus keeps the planner on the index of changes: few cards wait at any time.
_DUE = text(
    "SELECT card_id FROM accounts WHERE next_change_at <= :at "
    "AND +business_id = :business_id AND kind = 'points' "
    "ORDER BY next_change_at LIMIT :limit"
).bindparams(bindparam("at", type_=Instant))
_OF_RECEIPT = text(
    "SELECT id, kind, net_points, (SELECT back.id FROM postings AS back "
    "WHERE back.reverses_id = postings.id), card_id FROM postings "
    "WHERE business_id = :business_id AND receipt_id = :receipt_id ORDER BY postings.id"
)

_PARTNERS = text(
    "SELECT accounts.business_id, CAST(sum(entries.amount) AS BIGINT) AS total "
    "FROM accounts JOIN entries ON entries.account_id = accounts.id "
    "AND entries.business_id = accounts.business_id "
    "WHERE accounts.kind = 'partner' GROUP BY accounts.business_id"
).columns(business_id=Int, total=Int)


def balance(card_id: int, at: datetime | None = None) -> Balance:
    """How a card stands at ``at`` (now by default); zeros when nothing was posted."""
    return balances([card_id], at).get(card_id, NOTHING)


def balances(card_ids: Sequence[int], at: datetime | None = None) -> dict[int, Balance]:
    """How several cards stand; cards that nothing was posted to are left out."""
    values = {"business_id": tenancy.current(), "card_ids": list(card_ids)}
    points: dict[int, Row[Any]] = {}
    debts: dict[int, Row[Any]] = {}
    for row in db.connection().execute(_ACCOUNTS, values):
        (points if row.kind == "points" else debts)[row.card_id] = row
    asked = at or clock.now()
    found = {}
    for card_id, row in points.items():
        instant = max(asked, row.as_of)
        debt = -debts[card_id].balance
        if row.next_change_at is not None and row.next_change_at <= instant:
            found[card_id] = _since(card_id, instant, row.balance, row.pending, debt)
        else:
            available = row.balance - row.pending
            found[card_id] = Balance(available, row.pending, debt, row.next_change_at)
    return found


def _since(card_id: int, at: datetime, points: int, pending: int, debt: int) -> Balance:
    """The balance when time has changed it since it was cached."""
    values = {**_scope(card_id), "at": at, "pending": pending}
    row = db.connection().execute(_SINCE, values).one()
    changes = [each for each in (row.expires_at, row.available_at) if each]
    return Balance(
        available=points - row.expired - row.pending,
        pending=row.pending,
        debt=debt,
        next_change_at=min(changes, default=None),
    )


def _scope(card_id: int) -> dict[str, object]:
    return {"business_id": tenancy.current(), "card_id": card_id}


def expiries(card_id: int, limit: int = 3, at: datetime | None = None) -> list[Expiry]:
    """The next instants at which points end, soonest first."""
    values = {**_scope(card_id), "limit": limit, "at": at or clock.now()}
    return [Expiry(*row) for row in db.connection().execute(_EXPIRIES, values)]


def pending_lots(
    card_id: int, limit: int = 3, at: datetime | None = None
) -> list[Pending]:
    """The next instants at which points on hold become available, soonest first."""
    values = {**_scope(card_id), "limit": limit, "at": at or clock.now()}
    return [Pending(*row) for row in db.connection().execute(_PENDING, values)]


def history(
    card_id: int,
    *,
    limit: int = 20,
    before: tuple[datetime, int] | None = None,
    kind: str | None = None,
) -> list[HistoryRow]:
    """A card's postings, newest first.

    ``before`` is the ``occurred_at`` and ``posting_id`` of the last row already shown
    (keyset paging); ``kind`` keeps one kind of posting.
    """
    values = _scope(card_id)
    if before is not None:
        values["before_at"], values["before_id"] = before
    if kind is not None:
        values["kind"] = kind
    statement = _history(
        int(limit), is_later=before is not None, is_filtered=kind is not None
    )
    return [HistoryRow(*row) for row in db.connection().execute(statement, values)]


@cache
def _history(limit: int, *, is_later: bool, is_filtered: bool) -> TextClause:
    # The limit is written out: SQLite would plan a bound one anew every time.
    later = "AND (occurred_at, id) < (:before_at, :before_id) " if is_later else ""
    filtered = "AND kind = :kind " if is_filtered else ""
    statement = text(
        "SELECT id, kind, net_points, occurred_at, reason, receipt_id, "  # noqa: S608
        "rule_version_id, reverses_id, "
        "(SELECT back.id FROM postings AS back WHERE back.reverses_id = postings.id) "
        "AS reversed_by_id, "
        "(SELECT min(lots.available_at) FROM lots WHERE lots.posting_id = postings.id) "
        "AS available_at, "
        "(SELECT min(lots.expires_at) FROM lots WHERE lots.posting_id = postings.id) "
        "AS expires_at FROM postings "
        f"WHERE business_id = :business_id AND card_id = :card_id {later}{filtered}"
        f"ORDER BY occurred_at DESC, id DESC LIMIT {limit}"
    )
    if is_later:
        statement = statement.bindparams(bindparam("before_at", type_=Instant))
    return statement.columns(  # type: ignore[return-value]
        occurred_at=Instant, available_at=Instant, expires_at=Instant
    )


def of_receipt(receipt_id: int) -> list[PostedRow]:
    """What was posted for a receipt, in order: what an undo has to reverse.

    Several cards may have paid for one receipt: each row names its own.
    """
    values = {"business_id": tenancy.current(), "receipt_id": receipt_id}
    return [PostedRow(*row) for row in db.connection().execute(_OF_RECEIPT, values)]


def at_partners() -> dict[int, int]:
    """By business, what its books hold against partners, in points; across them all."""
    return {row.business_id: row.total for row in db.connection().execute(_PARTNERS)}


def due(at: datetime, limit: int) -> list[int]:
    """Cards on which time has changed something by ``at`` that is not booked yet."""
    values = {"business_id": tenancy.current(), "at": at, "limit": limit}
    return list(db.connection().execute(_DUE.columns(card_id=Int), values).scalars())
