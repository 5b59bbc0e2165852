"""No lot ends unfairly: what somebody above spares goes on with a later end (M10).

A lot is never edited. An extension is a posting of its own, from the card's points to
the card's points: it uses up what is left of the old lot and credits a new one that
differs in its end alone, so origin, issuer and rules are those of the first credit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import outbox
from app.ledger.books import Book
from app.ledger.errors import Unsound
from app.ledger.events import PointsExtended
from app.ledger.lots import LiveLot
from app.ledger.posting import Cause, NewLot, Use, add_lot, allocate, post

REASON = "extended"


@dataclass(frozen=True)
class Spared:
    """Lots that must not end yet, and until when they go on."""

    lot_ids: frozenset[int]
    until: datetime


Judge = Callable[[int, Sequence[LiveLot], datetime], Spared | None]
"""Asked with a card, some of its lots that end at one instant, and the time it is."""

JUDGES: list[Judge] = []
"""Who is asked before lots expire; registered above, because books know no notices."""


def spared(card_id: int, ended: Sequence[LiveLot], at: datetime) -> Spared | None:
    """Which of the lots have to go on, by the first who spares any."""
    for judge in JUDGES:
        found = judge(card_id, ended, at)
        if found is not None and found.lot_ids:
            return found
    return None


def extend(book: Book, rows: Sequence[LiveLot], until: datetime) -> int:
    """Let lots of an open book go on until a later instant; how much that is.

    The caller brings the book's next change up to date.
    """
    amount = sum(lot.remaining for lot in rows)
    if not amount:
        return 0
    cause = Cause(
        # A lot can come back to life by a return and be extended once more, but with
        # other postings before it.
        key=f"extend:{rows[0].id}:{book.last_posting_id}",
        actor="system",
        reason=REASON,
        occurred_at=book.at,
    )
    entries = [(book.points_id, -amount), (book.points_id, amount)]
    posting_id = post(book, kind="extend", cause=cause, net_points=0, entries=entries)
    if posting_id is None:
        raise Unsound(f"lot {rows[0].id} is extended twice")
    allocate(book, posting_id, [Use(lot.id, lot.remaining) for lot in rows])
    for lot in rows:
        if lot.available_at > book.at:
            book.pending -= lot.remaining
        add_lot(book, posting_id, _longer(lot, until))
    outbox.record(
        PointsExtended(
            business_id=book.business_id,
            card_id=book.card_id,
            posting_id=posting_id,
            amount=amount,
            until=until.isoformat(),
        )
    )
    return amount


def _longer(lot: LiveLot, until: datetime) -> NewLot:
    return NewLot(
        amount=lot.remaining,
        issuer_id=lot.issuer_id,
        credited_at=lot.credited_at,
        available_at=lot.available_at,
        expires_at=until,
        receipt_id=lot.receipt_id,
        rule_version_id=lot.rule_version_id,
        restores_id=lot.id,
    )
