"""Points that come back: returns of what was spent, reversals of what was posted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text

from app.core import clock, db, tenancy
from app.core.errors import NotFound
from app.core.types import Instant
from app.ledger import books, expiry, lots, outcome, overdrafts
from app.ledger.books import Book
from app.ledger.errors import AlreadyReversed, MoreThanSpent, NotReversible
from app.ledger.posting import Cause, NewLot, Posted, Use, add_lot, allocate, post

REVERSIBLE = {
    "earn",
    "gift",
    "adjust",
    "sell",
    "spend",
    "exchange",
    "buy_back",
    "clawback",
}
GRACE = timedelta(days=14)

_USED = (
    "SELECT allocations.id, lots.id AS lot_id, allocations.amount, "
    "allocations.amount + coalesce((SELECT CAST(sum(back.amount) AS BIGINT) "
    "FROM allocations AS back WHERE back.returns_id = allocations.id), 0) AS open, "
    "lots.card_id, lots.issuer_id, lots.receipt_id, lots.rule_version_id, "
    "lots.credited_at, lots.available_at, lots.expires_at "
    "FROM postings JOIN allocations ON allocations.posting_id = postings.id "
    "JOIN lots ON lots.id = allocations.lot_id "
    "WHERE postings.business_id = :business_id AND allocations.amount > 0 AND "
)
_TYPES = {"credited_at": Instant, "available_at": Instant, "expires_at": Instant}
_ORDER = " ORDER BY allocations.id DESC"
_OF_RECEIPT = text(
    f"{_USED} postings.receipt_id = :subject AND postings.kind = 'spend' {_ORDER}"
).columns(**_TYPES)
_OF_CARDS = (
    text(
        f"{_USED} postings.receipt_id = :subject AND postings.kind = 'spend' "
        f"AND postings.card_id IN :card_ids {_ORDER}"
    )
    .bindparams(bindparam("card_ids", expanding=True))
    .columns(**_TYPES)
)
_OF_POSTING = text(f"{_USED} postings.id = :subject {_ORDER}").columns(**_TYPES)
_ORIGINAL = text(
    "SELECT id, kind, card_id, receipt_id, net_points, "
    "(SELECT back.id FROM postings AS back WHERE back.reverses_id = postings.id) "
    "AS reversed_by FROM postings WHERE business_id = :business_id AND id = :id"
)
_COUNTERS = text(
    "SELECT accounts.id, entries.amount FROM entries "
    "JOIN accounts ON accounts.id = entries.account_id "
    "WHERE entries.posting_id = :id AND accounts.card_id IS NULL ORDER BY entries.line"
)


@dataclass(frozen=True, slots=True)
class _Used:
    """A use of a lot and how much of it is still open to be returned."""

    id: int
    lot_id: int
    amount: int
    open: int
    card_id: int
    issuer_id: int
    receipt_id: int | None
    rule_version_id: int | None
    credited_at: datetime
    available_at: datetime
    expires_at: datetime | None

    def is_alive(self, at: datetime) -> bool:
        return self.expires_at is None or self.expires_at > at


def give_back(
    *,
    card_id: int,
    cause: Cause,
    spend_receipt_id: int,
    amount: int,
    grace_days: int,
    zone: str,
    spent_on: Collection[int] | None = None,
) -> Posted:
    """Return points that a receipt spent, in the reverse order of use (R7).

    ``spent_on`` are the cards whose uses come back where several paid for one receipt;
    None: every card that did. Points go back to their lots; those of lots that have
    expired come as a new lot valid through today plus ``grace_days`` in ``zone`` (E02,
    E03, E08, E09). What was spent beyond the cards (E32) comes back before them. A debt
    is repaid first. Raises MoreThanSpent; also BadAmount, KeyReused, NotFound.
    """
    # What comes back without a lot is counted by the receipt.
    cause = replace(cause, receipt_id=spend_receipt_id)
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="redeemed"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="give_back", amount=amount)
    expiry.roll(book)
    used = (
        _used(_OF_RECEIPT, spend_receipt_id)
        if spent_on is None
        else _used(_OF_CARDS, spend_receipt_id, card_ids=list(spent_on))
    )
    beyond = overdrafts.open_of(spend_receipt_id, spent_on)
    grace_until = _grace(book, grace_days, zone)
    return _give_back(book, cause, used, amount, grace_until, beyond=beyond)


def give_back_partner(
    *,
    card_id: int,
    cause: Cause,
    spend_posting_id: int,
    amount: int,
    grace_days: int,
    zone: str,
) -> Posted:
    """Return points that a posting spent at a partner, as ``give_back`` does (R19).

    Raises MoreThanSpent; also BadAmount, KeyReused, NotFound.
    """
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="partner"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="give_back", amount=amount)
    expiry.roll(book)
    used = _used(_OF_POSTING, spend_posting_id)
    return _give_back(book, cause, used, amount, _grace(book, grace_days, zone))


def _grace(book: Book, grace_days: int, zone: str) -> datetime:
    last_day = clock.local_date(book.at, zone) + timedelta(days=grace_days)
    return clock.day_end(last_day, zone)


def _give_back(
    book: Book,
    cause: Cause,
    used: Sequence[_Used],
    amount: int,
    grace_until: datetime,
    *,
    beyond: int = 0,
) -> Posted:
    """Return ``amount`` of the uses; ``beyond`` is what became a debt when spent."""
    left = beyond + sum(use.open for use in used)
    if not 1 <= amount <= left:
        raise MoreThanSpent(left=left)
    repaid = min(book.debt, amount)
    posting_id = post(
        book,
        kind="give_back",
        cause=cause,
        net_points=amount,
        entries=[
            (book.counter_id, -amount),
            (book.debt_id, repaid),
            (book.points_id, amount - repaid),
        ],
    )
    if posting_id is None:
        return outcome.again(book, cause, kind="give_back", amount=amount)
    book.debt -= repaid
    book.balance += amount - repaid
    owed = min(amount, beyond)
    to_debt = _settle(book, posting_id, cause, owed, repaid, grace_until)
    _put_back(book, posting_id, used, amount - owed, to_debt, grace_until)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=repaid)


def reverse(
    *,
    posting_id: int,
    cause: Cause,
    card_id: int | None = None,
    grace_until: datetime | None = None,
) -> Posted:
    """Undo a posting by a new one, linked to it; once only (R13).

    What a credit gave is taken back, its own lots first, the rest as debt. What a spend
    or a clawback took returns to its lots, or, where they have expired meanwhile, as a
    lot valid until ``grace_until`` (two weeks from now by default). ``card_id`` is
    where it is booked when the posting's card was joined into another since. Raises
    AlreadyReversed, NotReversible, KeyReused, NotFound.
    """
    card_id = card_id or _original(posting_id).card_id
    book = books.open_book(
        card_id, key=cause.key, at=cause.occurred_at, counter="expense"
    )
    if book.posted_id is not None:
        return outcome.again(book, cause, kind="reversal", reverses_id=posting_id)
    original = _original(posting_id)
    if original.reversed_by is not None:
        raise AlreadyReversed
    if original.kind not in REVERSIBLE:
        raise NotReversible
    expiry.roll(book)
    if original.net_points > 0:
        return _take_back(book, cause, original)
    return _restore(book, cause, original, grace_until or book.at + GRACE)


def _original(posting_id: int) -> Row[Any]:
    values = {"business_id": tenancy.current(), "id": posting_id}
    row = db.connection().execute(_ORIGINAL, values).first()
    if row is None:
        raise NotFound
    return row


def _mirror(
    book: Book, cause: Cause, original: Row[Any], *, points: int, debt: int
) -> int:
    """Post the original's other side turned round; the card's share is given."""
    counters = db.connection().execute(_COUNTERS, {"id": original.id})
    entries = [(account_id, -amount) for account_id, amount in counters]
    posting_id = post(
        book,
        kind="reversal",
        cause=cause,
        net_points=-original.net_points,
        entries=[*entries, (book.points_id, points), (book.debt_id, debt)],
        reverses_id=original.id,
    )
    if posting_id is None:
        raise AlreadyReversed
    book.balance += points
    book.debt -= debt
    return posting_id


def _take_back(book: Book, cause: Cause, original: Row[Any]) -> Posted:
    amount = original.net_points
    taken = min(amount, book.balance)
    posting_id = _mirror(book, cause, original, points=-taken, debt=taken - amount)
    if taken:
        own = lots.of_posting(book, original.id) or _moved(book, cause)
        lots.take(book, posting_id, taken, first=own, with_pending=True)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=0)


def _moved(book: Book, cause: Cause) -> list[lots.LiveLot]:
    """The credit's lots when they came here from a card that was joined since."""
    if cause.receipt_id is None:
        return []
    return lots.of_receipt(book, cause.receipt_id)


def _restore(
    book: Book, cause: Cause, original: Row[Any], grace_until: datetime
) -> Posted:
    used = _used(_OF_POSTING, original.id)
    amount = -original.net_points
    if any(use.open != use.amount for use in used) or (
        original.kind == "spend"
        and original.receipt_id is not None
        and overdrafts.open_of(original.receipt_id)
        != amount - sum(use.amount for use in used)
    ):
        raise NotReversible
    repaid = min(book.debt, amount)
    posting_id = _mirror(book, cause, original, points=amount - repaid, debt=repaid)
    from_lots = sum(use.amount for use in used)
    to_debt = _settle(book, posting_id, cause, amount - from_lots, repaid, grace_until)
    _put_back(book, posting_id, used, from_lots, to_debt, grace_until)
    return outcome.first(book, posting_id, amount=amount, debt_repaid=repaid)


def _settle(
    book: Book,
    posting_id: int,
    cause: Cause,
    owed: int,
    repaid: int,
    grace_until: datetime,
) -> int:
    """Return ``owed``, which had become a debt; what of ``repaid`` is left for lots.

    It is forgiven, or comes anew where it was repaid since.
    """
    forgiven = min(repaid, owed)
    if owed > forgiven:
        lot = NewLot(
            amount=owed - forgiven,
            issuer_id=book.business_id,
            credited_at=book.at,
            available_at=book.at,
            expires_at=grace_until,
            receipt_id=cause.receipt_id,
            rule_version_id=cause.rule_version_id,
        )
        add_lot(book, posting_id, lot)
    return repaid - forgiven


def _used(statement: Any, subject: int, **more: object) -> list[_Used]:
    values = {"business_id": tenancy.current(), "subject": subject, **more}
    return [_Used(*row) for row in db.connection().execute(statement, values)]


def _put_back(
    book: Book,
    posting_id: int,
    used: Sequence[_Used],
    amount: int,
    to_debt: int,
    grace_until: datetime,
) -> None:
    """Return ``amount`` of the uses; the first ``to_debt`` of it is used up at once."""
    uses: list[Use] = []
    for use in used:
        back = min(use.open, amount)
        if not back:
            continue
        amount -= back
        owed = min(back, to_debt)
        to_debt -= owed
        uses.append(Use(use.lot_id, -back, use.id))
        if use.card_id == book.card_id and use.is_alive(book.at):
            if owed:
                uses.append(Use(use.lot_id, owed))
            _revive(book, use, back - owed)
        else:
            uses.append(Use(use.lot_id, back))
            if back > owed:
                lot = _successor(book, use, back - owed, grace_until)
                add_lot(book, posting_id, lot)
    allocate(book, posting_id, uses)


def _revive(book: Book, use: _Used, amount: int) -> None:
    if not amount:
        return
    book.notice(use.expires_at)
    if use.available_at > book.at:
        book.pending += amount
        book.notice(use.available_at)


def _successor(book: Book, use: _Used, amount: int, grace_until: datetime) -> NewLot:
    is_alive = use.is_alive(book.at)
    return NewLot(
        amount=amount,
        issuer_id=use.issuer_id,
        credited_at=use.credited_at if is_alive else book.at,
        available_at=use.available_at if is_alive else book.at,
        expires_at=use.expires_at if is_alive else grace_until,
        receipt_id=use.receipt_id,
        rule_version_id=use.rule_version_id,
        restores_id=use.lot_id,
    )
