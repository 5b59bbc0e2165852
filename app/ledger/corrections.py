"""Points that are taken by hand, and points freed from a review: no new value."""

from datetime import datetime

from app.ledger import books, expiry, lots, outcome
from app.ledger.errors import NotEnoughPoints
from app.ledger.posting import Cause, NewLot, Posted, add_lot, post


def debit(*, card_id: int, cause: Cause, amount: int, may_owe: bool) -> Posted:
    """Take points off a card by hand, in the order of R2 (R16).

    Never below zero, unless ``may_owe``: a mistake that is corrected takes pending
    points too, and what is missing becomes debt (R8). Raises NotEnoughPoints,
    KeyReused, NotFound.
    """
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="expense"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="adjust", amount=amount)
    expiry.roll(book)
    within = book.balance if may_owe else book.available
    if amount > within and not may_owe:
        raise NotEnoughPoints(available=book.available)
    taken = min(amount, within)
    posting_id = post(
        book,
        kind="adjust",
        cause=cause,
        net_points=-amount,
        entries=[
            (book.points_id, -taken),
            (book.debt_id, taken - amount),
            (book.counter_id, amount),
        ],
    )
    if posting_id is None:
        return outcome.again(book, cause, kind="adjust", amount=amount)
    book.balance -= taken
    book.debt += amount - taken
    if taken:
        lots.take(book, posting_id, taken, with_pending=may_owe)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=0)


def free(*, card_id: int, cause: Cause, receipt_id: int, available_at: datetime) -> int:
    """Let a receipt's pending points be used from ``available_at``; how many (R3, R17).

    No value comes or goes: each lot that waits longer goes over into one with the same
    end, issuer and receipt. Happens once per key.
    """
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="clearing"
    )
    expiry.roll(book)
    waiting = [
        lot
        for lot in lots.of_receipt(book, receipt_id)
        if lot.available_at > max(book.at, available_at)
    ]
    amount = sum(lot.remaining for lot in waiting)
    posting_id = None
    if book.posted_id is None and amount:
        posting_id = post(
            book,
            kind="release",
            cause=cause,
            net_points=0,
            entries=[(book.points_id, -amount), (book.points_id, amount)],
        )
    if posting_id is None:
        book.save()
        return 0
    for taken in lots.take(book, posting_id, amount, first=waiting, with_pending=True):
        old = taken.lot
        lot = NewLot(
            amount=taken.amount,
            issuer_id=old.issuer_id,
            credited_at=old.credited_at,
            available_at=available_at,
            expires_at=old.expires_at,
            receipt_id=old.receipt_id,
            rule_version_id=old.rule_version_id,
            restores_id=old.id,
        )
        add_lot(book, posting_id, lot)
    book.save()
    return amount
