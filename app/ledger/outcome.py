"""What an operation answers: the first time, and when its key comes again."""

from sqlalchemy import text

from app.core import db
from app.ledger import expiry
from app.ledger.books import Book
from app.ledger.errors import KeyReused
from app.ledger.posting import Cause, Posted

_FIND = text(
    "SELECT id, kind, card_id, receipt_id, reason, reverses_id, net_points, "
    "(SELECT CAST(sum(entries.amount) AS BIGINT) FROM entries JOIN accounts "
    " ON accounts.id = entries.account_id WHERE entries.posting_id = postings.id "
    " AND accounts.card_id IS NULL AND accounts.kind <> 'loss') AS counter, "
    "(SELECT CAST(sum(entries.amount) AS BIGINT) FROM entries JOIN accounts "
    " ON accounts.id = entries.account_id WHERE entries.posting_id = postings.id "
    " AND accounts.kind = 'debt') AS debt "
    "FROM postings WHERE business_id = :business_id AND key = :key"
)


def was_posted(book: Book, cause: Cause) -> bool:
    """Whether the key is taken, seen with the card locked."""
    values = {"business_id": book.business_id, "key": cause.key}
    return db.connection().execute(_FIND, values).first() is not None


def again(
    book: Book,
    cause: Cause,
    *,
    kind: str,
    amount: int | None = None,
    reverses_id: int | None = None,
) -> Posted:
    """The posting that the key made, with the card as it stands now (R14, E31).

    Same content means: kind, card, points, receipt, reason and reversed posting. Times
    may differ, because who repeats a request may well ask the clock again. Raises
    KeyReused.
    """
    values = {"business_id": book.business_id, "key": cause.key}
    row = db.connection().execute(_FIND, values).one()
    did = (row.kind, row.card_id, row.receipt_id, row.reason, row.reverses_id)
    asked = (kind, book.card_id, cause.receipt_id, cause.reason, reverses_id)
    if did != asked or amount not in {None, abs(row.counter)}:
        raise KeyReused
    expiry.roll(book)
    book.save()
    return Posted(
        posting_id=row.id,
        amount=abs(row.net_points) if amount is None else amount,
        debt_repaid=max(row.debt or 0, 0),
        available=book.available,
        pending=book.pending,
        debt=book.debt,
        replayed=True,
    )


def first(book: Book, posting_id: int, *, amount: int, debt_repaid: int) -> Posted:
    """Write the card's accounts back and answer."""
    expiry.roll(book)
    book.save()
    return Posted(
        posting_id=posting_id,
        amount=amount,
        debt_repaid=debt_repaid,
        available=book.available,
        pending=book.pending,
        debt=book.debt,
        replayed=False,
    )
