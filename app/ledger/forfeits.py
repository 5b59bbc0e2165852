"""Closing a card's books: nobody is left to whom value could be owed (R24, E37)."""

from app.ledger import books, expiry, lots
from app.ledger.posting import Cause, post


def forfeit(*, card_id: int, cause: Cause) -> int:
    """Write off all that stands on a card; the points that went, pending ones too.

    Points become breakage, a debt becomes a loss of the business. Nothing is posted
    where nothing stands, or where the key has done it before.
    """
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="breakage"
    )
    if book.posted_id is None:
        expiry.roll(book)
    points, debt = book.balance, book.debt
    if book.posted_id is not None or not (points or debt):
        book.save()
        return 0
    entries = [
        (book.points_id, -points),
        (book.counter_id, points),
        (book.debt_id, debt),
    ]
    if debt:
        entries.append((book.counter("loss"), -debt))
    posting_id = post(
        book, kind="adjust", cause=cause, net_points=debt - points, entries=entries
    )
    if posting_id is None:
        return 0
    book.balance -= points
    book.debt -= debt
    if points:
        lots.take(book, posting_id, points, with_pending=True)
    book.save()
    return points
