"""Spending more than a card holds, where a till without a network promised it (R15)."""

from collections.abc import Collection

from sqlalchemy import bindparam, text

from app.core import db, tenancy
from app.ledger import books, expiry, lots, outcome
from app.ledger.posting import Cause, Posted, post

# What spends of a receipt took beyond lots, less what give-backs returned of that.
_SUM = (
    "SELECT CAST(coalesce(sum(CASE WHEN kind = 'spend' THEN -net_points - "
    "(SELECT coalesce(sum(amount), 0) FROM allocations "
    " WHERE allocations.posting_id = postings.id) ELSE -net_points - "
    "(SELECT coalesce(sum(amount), 0) FROM allocations "
    " WHERE allocations.posting_id = postings.id AND returns_id IS NOT NULL) END), 0) "
    "AS BIGINT) FROM postings WHERE business_id = :business_id "
    "AND receipt_id = :receipt_id AND kind IN ('spend', 'give_back') "
    "AND NOT EXISTS (SELECT 1 FROM postings AS undone "
    "WHERE undone.reverses_id = postings.id)"
)
_OPEN = text(_SUM)
_OPEN_ON = text(f"{_SUM} AND card_id IN :card_ids").bindparams(
    bindparam("card_ids", expanding=True)
)


def overdraw(*, card_id: int, cause: Cause, amount: int) -> Posted:
    """Spend ``amount`` points whatever the card holds; what is missing is a debt (E32).

    Available points give first (R2), then pending ones, so that a card never holds
    points and a debt at once. Only for a spend that was promised while nobody could
    ask. Raises KeyReused, NotFound.
    """
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="redeemed"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="spend", amount=amount)
    expiry.roll(book)
    taken = min(amount, book.balance)
    owed = amount - taken
    posting_id = post(
        book,
        kind="spend",
        cause=cause,
        net_points=-amount,
        entries=[
            (book.points_id, -taken),
            (book.debt_id, -owed),
            (book.counter_id, amount),
        ],
    )
    if posting_id is None:
        return outcome.again(book, cause, kind="spend", amount=amount)
    ready = min(taken, book.available)
    book.balance -= taken
    book.debt += owed
    if ready:
        lots.take(book, posting_id, ready)
    if taken > ready:
        lots.take(book, posting_id, taken - ready, with_pending=True)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=0)


def open_of(receipt_id: int, card_ids: Collection[int] | None = None) -> int:
    """Points that a receipt spent beyond what its cards held, not returned yet.

    ``card_ids`` are the cards that are asked about; None: all that paid for it.
    """
    values: dict[str, object] = {
        "business_id": tenancy.current(),
        "receipt_id": receipt_id,
    }
    if card_ids is None:
        return int(db.connection().execute(_OPEN, values).scalar_one())
    values["card_ids"] = list(card_ids)
    return int(db.connection().execute(_OPEN_ON, values).scalar_one())
