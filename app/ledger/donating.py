"""Donations: value that the business owes to a fund, and no card holds (R18, R20).

They are the business's own postings: ``card_id`` 0, in minor units of money. A donation
makes ``donation`` (an expense) and ``payable``; sending pays the payable off, out of
the same account that money for certificates came into.
"""

from sqlalchemy import text

from app.core import db, tenancy
from app.core.types import Int
from app.ledger import books
from app.ledger.books import Book
from app.ledger.errors import BadAmount
from app.ledger.posting import Cause, post

UNIT = "minor"
NO_CARD = 0
_BALANCES = text(
    "SELECT accounts.kind, CAST(sum(entries.amount) AS BIGINT) AS total "
    "FROM accounts JOIN entries ON entries.account_id = accounts.id "
    "AND entries.business_id = accounts.business_id "
    "WHERE accounts.business_id = :business_id "
    "AND accounts.kind IN ('donation', 'payable') GROUP BY accounts.kind"
).columns(total=Int)


def donate(*, cause: Cause, amount_minor: int) -> int | None:
    """Owe a fund ``amount_minor``; the posting, or None when the key did it before."""
    return _post(cause, "donate", amount_minor, ("donation", "payable"))


def withdraw(*, cause: Cause, amount_minor: int) -> int | None:
    """Owe it no longer: the presentation it was for did not happen after all."""
    return _post(cause, "adjust", amount_minor, ("payable", "donation"))


def send(*, cause: Cause, amount_minor: int) -> int | None:
    """Pay off what is owed: the money has gone to the fund."""
    return _post(cause, "settle", amount_minor, ("payable", "sold"))


def standing() -> tuple[int, int]:
    """What the books hold as donated, and as owed to funds still; minor units."""
    rows = db.connection().execute(_BALANCES, {"business_id": tenancy.current()})
    sums = {row.kind: int(row.total) for row in rows}
    return -sums.get("donation", 0), sums.get("payable", 0)


def _post(
    cause: Cause, kind: str, amount_minor: int, accounts: tuple[str, str]
) -> int | None:
    if amount_minor <= 0:
        raise BadAmount
    debit, credit = (
        books.counter_account(account, UNIT, cause.occurred_at) for account in accounts
    )
    return post(
        _own_book(cause),
        kind=kind,
        cause=cause,
        net_points=0,
        entries=[(debit, -amount_minor), (credit, amount_minor)],
    )


def _own_book(cause: Cause) -> Book:
    """A book of no card: it caches nothing, so it is never saved."""
    return Book(
        business_id=tenancy.current(),
        card_id=NO_CARD,
        unit=UNIT,
        at=cause.occurred_at,
        points_id=0,
        debt_id=0,
        counter_id=0,
        balance=0,
        pending=0,
        debt=0,
        next_change_at=None,
        points_seen_id=0,
        debt_seen_id=0,
        debt_seen=0,
        last_posting_id=0,
        posted_id=None,
    )
