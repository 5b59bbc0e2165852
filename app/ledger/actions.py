"""Every change of the books: credit, spend, claw back, expire, extend; returns, transfers.

Each action runs in the caller's transaction and business, locks the card, first lets
time pass on it, and happens once per key. The cards module's own lock comes before
(cards in the order of their ids, then lots).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from app.ledger import books, expiry, fairness, lots, outcome
from app.ledger.books import Book
from app.ledger.corrections import debit, free
from app.ledger.errors import BadAmount, BadLife, NotEnoughPoints
from app.ledger.forfeits import forfeit
from app.ledger.overdrafts import overdraw
from app.ledger.parting import Parted, part
from app.ledger.posting import Cause, NewLot, Posted, post
from app.ledger.returns import give_back, give_back_partner, reverse
from app.ledger.transfers import transfer

MAX_POINTS = 1_000_000_000


def credit(
    *,
    card_id: int,
    cause: Cause,
    amount: int,
    available_at: datetime,
    expires_at: datetime | None,
    kind: Literal["earn", "gift", "adjust", "sell"] = "earn",
) -> Posted:
    """Credit points as a lot; a debt is repaid from them first (R1, R3, R8; E13, E39).

    What was paid for in money (kind "sell") stands against ``sold``, all else against
    ``expense``. ``available_at`` and ``expires_at`` are instants (R4); a lot is usable from the one
    until just before the other. Raises BadAmount, BadLife, KeyReused, NotFound.
    """
    _check(amount)
    if expires_at and expires_at <= max(available_at, cause.occurred_at):
        raise BadLife
    counter = "sold" if kind == "sell" else "expense"
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter=counter
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind=kind, amount=amount)
    expiry.roll(book)
    repaid = min(book.debt, amount)
    lot = NewLot(
        amount=amount - repaid,
        issuer_id=book.business_id,
        credited_at=cause.occurred_at,
        available_at=available_at,
        expires_at=expires_at,
        receipt_id=cause.receipt_id,
        rule_version_id=cause.rule_version_id,
    )
    posting_id = post(
        book,
        kind=kind,
        cause=cause,
        net_points=amount,
        entries=[
            (book.counter_id, -amount),
            (book.debt_id, repaid),
            (book.points_id, amount - repaid),
        ],
        lot=lot if amount > repaid else None,
    )
    if posting_id is None:
        return outcome.again(book, cause, kind=kind, amount=amount)
    book.debt -= repaid
    book.balance += amount - repaid
    return outcome.first(book, posting_id, amount=amount, debt_repaid=repaid)


def spend(
    *,
    card_id: int,
    cause: Cause,
    amount: int,
    kind: Literal["spend", "exchange", "buy_back"] = "spend",
    at_partner: bool = False,
) -> Posted:
    """Spend available points in the order of R2; never pending or expired ones.

    Kind "exchange" takes them for a reward, "buy_back" pays their price back in money
    (against ``sold``). What is spent ``at_partner`` stands against ``partner``: the
    partner gave the goods and is owed for them (R19). Raises NotEnoughPoints with what is available; also BadAmount, KeyReused, NotFound.
    """
    _check(amount)
    counter = "sold" if kind == "buy_back" else "redeemed"
    if at_partner:
        counter = "partner"
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter=counter
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind=kind, amount=amount)
    expiry.roll(book)
    if amount > book.available:
        if outcome.was_posted(book, cause):
            return outcome.again(book, cause, kind=kind, amount=amount)
        raise NotEnoughPoints(available=book.available)
    posting_id = post(
        book,
        kind=kind,
        cause=cause,
        net_points=-amount,
        entries=[(book.points_id, -amount), (book.counter_id, amount)],
    )
    if posting_id is None:
        return outcome.again(book, cause, kind=kind, amount=amount)
    book.balance -= amount
    lots.take(book, posting_id, amount)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=0)


def claw_back(
    *,
    card_id: int,
    cause: Cause,
    amount: int,
    mode: Literal["debt", "floor"] = "debt",
    debt_limit: int | None = None,
) -> Posted:
    """Take back what a receipt earned (R6, R8, L9; E13).

    The receipt's own lots give first, pending ones too, then all others in the order of
    R2. What is missing becomes debt up to ``debt_limit`` points in all (``mode``
    "debt"), and beyond that, or in mode "floor", a loss of the business.
    """
    _check(amount)
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="expense"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="clawback", amount=amount)
    expiry.roll(book)
    taken = min(amount, book.balance)
    owed = 0 if mode == "floor" else amount - taken
    if debt_limit is not None:
        owed = min(owed, max(debt_limit - book.debt, 0))
    lost = amount - taken - owed
    entries = [
        (book.points_id, -taken),
        (book.debt_id, -owed),
        (book.counter_id, amount),
    ]
    if lost:
        entries.append((book.counter("loss"), -lost))
    posting_id = post(
        book,
        kind="clawback",
        cause=cause,
        net_points=-taken - owed,
        entries=entries,
    )
    if posting_id is None:
        return outcome.again(book, cause, kind="clawback", amount=amount)
    book.balance -= taken
    book.debt += owed
    if taken:
        own = _own(book, cause.receipt_id)
        lots.take(book, posting_id, taken, first=own, with_pending=True)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=0)


def _own(book: Book, receipt_id: int | None) -> list[lots.LiveLot]:
    return [] if receipt_id is None else lots.of_receipt(book, receipt_id)


def expire(*, card_id: int, at: datetime) -> int:
    """Book what has expired on a card by ``at``; the points that went (R4, L8)."""
    book = books.open_book(card_id, key="", at=at, counter="breakage")
    expired = expiry.roll(book)
    book.save()
    return expired


def extend(
    *, card_id: int, lot_ids: Sequence[int], until: datetime, at: datetime
) -> int:
    """Let lots that would end before ``until`` go on until then; how much that is (M10).

    What was used up meanwhile is left out; a repeat finds nothing to do.
    """
    book = books.open_book(card_id, key="", at=at, counter="breakage")
    expiry.roll(book)
    extended = fairness.extend(book, lots.of_ids(book, lot_ids, until), until)
    if extended:
        book.next_change_at = lots.horizon(book)
    book.save()
    return extended


def _check(amount: int) -> None:
    if not 1 <= amount <= MAX_POINTS:
        raise BadAmount


__all__ = [
    "Cause",
    "Parted",
    "Posted",
    "claw_back",
    "credit",
    "debit",
    "expire",
    "extend",
    "forfeit",
    "free",
    "give_back",
    "give_back_partner",
    "overdraw",
    "part",
    "reverse",
    "spend",
    "transfer",
]
