"""Time passing on a card: lots expire, pending ones become available (R3, R4, L8).

Whoever has registered as ``fairness`` is asked before anything expires: what it spares
goes on with a later end instead.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from app.ledger import books, fairness, lots
from app.ledger.books import Book
from app.ledger.errors import Unsound
from app.ledger.lots import LiveLot
from app.ledger.posting import Cause, Use, allocate, post


def roll(book: Book) -> int:
    """Bring a card up to its instant; the points that expired on the way.

    Every expiry is booked at the instant the lots ended, whenever that is noticed.
    """
    if book.next_change_at is None or book.next_change_at > book.at:
        return 0
    expired = 0
    while rows := lots.due(book):
        for instant, ended in groupby(rows, key=lambda lot: lot.expires_at):
            if instant is not None:
                expired += _end(book, instant, list(ended))
    if book.pending:
        book.pending = lots.pending(book)
    book.next_change_at = lots.horizon(book)
    return expired


def _end(book: Book, instant: datetime, ended: Sequence[LiveLot]) -> int:
    spared = fairness.spared(book.card_id, ended, book.at)
    if spared is None:
        return _expire(book, instant, ended)
    gone = [lot for lot in ended if lot.id not in spared.lot_ids]
    fairness.extend(
        book, [lot for lot in ended if lot.id in spared.lot_ids], spared.until
    )
    return _expire(book, instant, gone) if gone else 0


def _expire(book: Book, instant: datetime, ended: Sequence[LiveLot]) -> int:
    amount = sum(lot.remaining for lot in ended)
    # A lot ends once, so its id in the key makes the expiry happen once.
    cause = Cause(
        key=f"expire:{ended[0].id}",
        actor="system",
        reason="expired",
        occurred_at=instant,
    )
    breakage = books.counter_account("breakage", book.unit, instant)
    entries = [(book.points_id, -amount), (breakage, amount)]
    posting_id = post(
        book, kind="expire", cause=cause, net_points=-amount, entries=entries
    )
    if posting_id is None:
        raise Unsound(f"lot {ended[0].id} expires twice")
    allocate(book, posting_id, [Use(lot.id, lot.remaining) for lot in ended])
    book.balance -= amount
    return amount
