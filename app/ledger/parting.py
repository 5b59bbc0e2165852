"""Taking two joined cards apart again: each gets back what it brought (R23).

What happened on the joined card meanwhile stays with the card that it was joined into:
its purchases, what it spent and what it was given. So the other one gets back all that
it brought, save what would have expired by now and what was taken back with the very
purchase that had earned it; what the remaining card does not have any more becomes its
debt. Nothing is edited: there are two new postings, and uses of
lots that are returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.core import db, tenancy
from app.core.types import Instant
from app.ledger import books, expiry, lots
from app.ledger.books import Book
from app.ledger.posting import Cause, NewLot, Use, add_lot, allocate
from app.ledger.transfers import post_half

_JOINED = text(
    "SELECT id, net_points FROM postings "
    "WHERE business_id = :business_id AND key = :key AND kind = 'transfer'"
)
_USES = text(
    "SELECT allocations.id, lots.id AS lot_id, allocations.amount, "
    "lots.available_at, lots.expires_at "
    "FROM allocations JOIN lots ON lots.id = allocations.lot_id "
    "WHERE allocations.business_id = :business_id "
    "AND allocations.posting_id = :posting_id AND allocations.amount > 0 "
    "ORDER BY allocations.id"
).columns(available_at=Instant, expires_at=Instant)


_TAKEN_BACK = text(
    "SELECT lots.restores_id, CAST(sum(allocations.amount) AS BIGINT) "
    "FROM lots JOIN allocations ON allocations.lot_id = lots.id "
    "JOIN postings ON postings.id = allocations.posting_id "
    "WHERE lots.business_id = :business_id AND lots.posting_id = :posting_id "
    "AND postings.kind IN ('clawback', 'reversal') "
    "AND postings.receipt_id = lots.receipt_id GROUP BY lots.restores_id"
)
_PAID = text(
    "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM allocations "
    "WHERE business_id = :business_id AND posting_id = :posting_id AND amount > 0"
)


@dataclass(frozen=True)
class Parted:
    """What went back to the card that had been joined into the other.

    ``points`` it has again, ``debt`` it owes again; ``missing`` of the points were gone
    from the other card, which owes them now.
    """

    points: int = 0
    debt: int = 0
    missing: int = 0


@dataclass(frozen=True)
class _Use:
    id: int
    lot_id: int
    amount: int
    available_at: datetime
    expires_at: datetime | None

    def is_alive(self, at: datetime) -> bool:
        return self.expires_at is None or self.expires_at > at


def part(
    *,
    source_card_id: int,
    target_card_id: int,
    joined_key: str,
    cause: Cause,
    expires_at: datetime | None = None,
) -> Parted:
    """Give a card back what it brought into another with the transfer ``joined_key``.

    Lots come back as they were, with their own dates. A debt that was brought goes back
    too: first against what the other card owes, then into the lots that had paid it,
    and what purchases had repaid since comes as a lot until ``expires_at``. Does
    nothing when nothing had moved. The caller sees to it that it happens once.
    """
    went = _joined(f"{joined_key}:out")
    came = _joined(f"{joined_key}:in")
    if went is None or came is None:
        return Parted()
    keys = {source_card_id: f"{cause.key}:in", target_card_id: f"{cause.key}:out"}
    opened = {
        card_id: books.open_book(
            card_id, key=keys[card_id], at=cause.occurred_at, counter="clearing"
        )
        for card_id in sorted(keys)
    }
    source, target = opened[source_card_id], opened[target_card_id]
    for book in opened.values():
        expiry.roll(book)
    back = replace(cause, key=keys[source_card_id])
    off = replace(cause, key=keys[target_card_id])
    if went.net_points < 0:
        answer = _points_back(source, target, (back, off), (went.id, came.id))
    else:
        owed = went.net_points
        answer = _debt_back(source, target, (back, off), came.id, owed, expires_at)
    for book in opened.values():
        expiry.roll(book)
        book.save()
    return answer


def _joined(key: str) -> Any:
    values = {"business_id": tenancy.current(), "key": key}
    return db.connection().execute(_JOINED, values).first()


def _uses(posting_id: int, at: datetime) -> list[_Use]:
    """What a posting used of lots whose end has not come."""
    values = {"business_id": tenancy.current(), "posting_id": posting_id}
    found = [_Use(*row) for row in db.connection().execute(_USES, values)]
    return [use for use in found if use.is_alive(at)]


def _points_back(
    source: Book, target: Book, causes: tuple[Cause, Cause], joined: tuple[int, int]
) -> Parted:
    (back, off), (went_id, came_id) = causes, joined
    given = _still_earned(_uses(went_id, source.at), came_id)
    amount = sum(use.amount for use in given)
    if not amount:
        return Parted()
    taken = min(amount, target.balance)
    own = lots.of_posting(target, came_id)
    off_id = post_half(target, off, points=-taken, debt=taken - amount)
    if taken:
        lots.take(target, off_id, taken, first=own, with_pending=True)
    back_id = post_half(source, back, points=amount, debt=0)
    _return(source, back_id, given, amount)
    return Parted(points=amount, missing=amount - taken)


def _still_earned(given: Sequence[_Use], came_id: int) -> list[_Use]:
    """Those uses less what was taken back with the purchases that had earned it."""
    values = {"business_id": tenancy.current(), "posting_id": came_id}
    rows = db.connection().execute(_TAKEN_BACK, values)
    gone: dict[int, int] = {row[0]: row[1] for row in rows}
    left = [replace(u, amount=u.amount - gone.get(u.lot_id, 0)) for u in given]
    return [use for use in left if use.amount > 0]


def _debt_back(
    source: Book,
    target: Book,
    causes: tuple[Cause, Cause],
    came_id: int,
    owed: int,
    expires_at: datetime | None,
) -> Parted:
    back, off = causes
    every = _paid(came_id)
    paid = _uses(came_id, target.at)
    # What was paid with points that would have expired by now stays paid.
    amount = owed - (every - sum(use.amount for use in paid))
    if not amount:
        return Parted()
    post_half(source, back, points=0, debt=-amount)
    repaid = min(target.debt, amount)
    rest = amount - repaid
    off_id = post_half(target, off, points=rest, debt=repaid)
    rest -= _return(target, off_id, paid, rest)
    if rest:
        lot = NewLot(
            amount=rest,
            issuer_id=target.business_id,
            credited_at=target.at,
            available_at=target.at,
            expires_at=expires_at,
            receipt_id=None,
            rule_version_id=None,
        )
        add_lot(target, off_id, lot)
    return Parted(debt=amount)


def _paid(posting_id: int) -> int:
    values = {"business_id": tenancy.current(), "posting_id": posting_id}
    return int(db.connection().execute(_PAID, values).scalar_one())


def _return(book: Book, posting_id: int, given: Sequence[_Use], most: int) -> int:
    """Put up to ``most`` back into the lots it was used of; how much it was."""
    uses, left = [], most
    for use in given:
        amount = min(use.amount, left)
        if not amount:
            break
        left -= amount
        uses.append(Use(use.lot_id, -amount, use.id))
        book.notice(use.expires_at)
        if use.available_at > book.at:
            book.pending += amount
            book.notice(use.available_at)
    allocate(book, posting_id, uses)
    return most - left
