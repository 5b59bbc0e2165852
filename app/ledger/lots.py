"""Which lots a card has, in the order in which they are used (R2), and taking them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import TextClause, bindparam, text

from app.core import db
from app.core.types import Instant
from app.ledger.books import Book
from app.ledger.errors import Unsound
from app.ledger.posting import Use, allocate

FEW = 10
CHUNK = 100
EVER = datetime(9999, 1, 1, tzinfo=UTC)

_COLUMNS = (
    "id, card_id, receipt_id, rule_version_id, issuer_id, remaining, credited_at, "
    "available_at, expires_at"
)
_TYPES = {
    "credited_at": Instant,
    "available_at": Instant,
    "expires_at": Instant,
}
_MINE = (
    f"SELECT {_COLUMNS} FROM lots "  # noqa: S608 - constants only
    "WHERE business_id = :business_id AND card_id = :card_id AND remaining > 0"
)


def _reading(sql: str, *instants: str) -> TextClause:
    binds = [bindparam(name, type_=Instant) for name in instants]
    return text(sql).bindparams(*binds).columns(**_TYPES)  # type: ignore[return-value]


_DUE = _reading(
    f"{_MINE} AND expires_at <= :at ORDER BY expires_at, credited_at, id LIMIT {CHUNK}",
    "at",
)
_OF_RECEIPT = _reading(f"{_MINE} AND receipt_id = :receipt_id")
# A lot with a later end stands for the one that it goes on from, however often that was.
_OF_POSTING = _reading(
    "WITH RECURSIVE origins (id, posting_id, restores_id) AS ("  # noqa: S608 - constants
    "SELECT id, posting_id, restores_id FROM lots WHERE business_id = :business_id "
    "AND card_id = :card_id AND remaining > 0 UNION ALL "
    "SELECT origins.id, lots.posting_id, lots.restores_id FROM origins "
    "JOIN postings ON postings.id = origins.posting_id AND postings.kind = 'extend' "
    "JOIN lots ON lots.id = origins.restores_id) "
    f"{_MINE} AND id IN (SELECT id FROM origins WHERE posting_id = :posting_id)"
)
_OF_IDS = text(f"{_MINE} AND id IN :ids AND expires_at < :until").bindparams(
    bindparam("ids", expanding=True), bindparam("until", type_=Instant)
)
_OF_IDS_READ = _OF_IDS.columns(**_TYPES)
_HORIZON = text(
    "SELECT (SELECT expires_at FROM lots WHERE business_id = :business_id "
    "AND card_id = :card_id AND remaining > 0 AND expires_at > :at "
    "ORDER BY expires_at LIMIT 1) AS expires_at, "
    "(SELECT min(available_at) FROM lots WHERE :pending > 0 "
    "AND business_id = :business_id AND card_id = :card_id AND remaining > 0 "
    "AND available_at > :at) AS available_at"
)
_HORIZON_READ = _HORIZON.bindparams(bindparam("at", type_=Instant)).columns(
    expires_at=Instant, available_at=Instant
)
_PENDING = text(
    "SELECT CAST(coalesce(sum(remaining), 0) AS BIGINT) FROM lots "
    "WHERE business_id = :business_id AND card_id = :card_id AND remaining > 0 "
    "AND available_at > :at"
).bindparams(bindparam("at", type_=Instant))


@cache
def _live(limit: int) -> TextClause:
    # Two halves, so that each follows the index: databases disagree where NULLs stand.
    # The limit is written out: SQLite would plan a bound one anew every time.
    ending = (
        f"{_MINE} AND expires_at IS NOT NULL AND available_at <= :until "
        f"ORDER BY expires_at, credited_at, id LIMIT {limit}"
    )
    endless = (
        f"{_MINE} AND expires_at IS NULL AND available_at <= :until "
        f"ORDER BY credited_at, id LIMIT {limit}"
    )
    return _reading(
        f"SELECT * FROM ({ending}) AS ending UNION ALL "  # noqa: S608 - constants
        f"SELECT * FROM ({endless}) AS endless",
        "until",
    )


@dataclass(frozen=True, slots=True)
class LiveLot:
    """What an action needs to know of a lot."""

    id: int
    card_id: int
    receipt_id: int | None
    rule_version_id: int | None
    issuer_id: int
    remaining: int
    credited_at: datetime
    available_at: datetime
    expires_at: datetime | None

    def order(self) -> tuple[datetime, datetime, int]:
        """R2: soonest expiry, then oldest credit, then id; endless lots last."""
        return self.expires_at or EVER, self.credited_at, self.id


def _read(statement: TextClause, values: dict[str, object]) -> list[LiveLot]:
    rows = db.connection().execute(statement, values)
    return sorted((LiveLot(*row) for row in rows), key=LiveLot.order)


def due(book: Book) -> list[LiveLot]:
    """Some of the lots whose life has ended, oldest end first."""
    return _read(_DUE, {**book.scope, "at": book.at})


def of_receipt(book: Book, receipt_id: int) -> list[LiveLot]:
    """What is left of a receipt's own lots, pending ones too."""
    return _read(_OF_RECEIPT, {**book.scope, "receipt_id": receipt_id})


def of_posting(book: Book, posting_id: int) -> list[LiveLot]:
    """What is left of the lots that a posting credited, also with a later end."""
    return _read(_OF_POSTING, {**book.scope, "posting_id": posting_id})


def of_ids(book: Book, lot_ids: Sequence[int], until: datetime) -> list[LiveLot]:
    """What is left of some lots of the card that end before ``until``."""
    return _read(_OF_IDS_READ, {**book.scope, "ids": list(lot_ids), "until": until})  # type: ignore[arg-type]


def pending(book: Book) -> int:
    """Points in lots that are not available yet."""
    values = {**book.scope, "at": book.at}
    return int(db.connection().execute(_PENDING, values).scalar_one())


def horizon(book: Book) -> datetime | None:
    """The next instant at which time alone changes what is available."""
    values = {**book.scope, "at": book.at, "pending": book.pending}
    row = db.connection().execute(_HORIZON_READ, values).one()
    return min((instant for instant in row if instant is not None), default=None)


@dataclass(frozen=True, slots=True)
class Taken:
    """How much was taken from a lot."""

    lot: LiveLot
    amount: int


def take(
    book: Book,
    posting_id: int,
    amount: int,
    *,
    first: Sequence[LiveLot] = (),
    with_pending: bool = False,
) -> list[Taken]:
    """Use up ``amount`` points: lots of ``first``, then all others in the order of R2.

    Works in chunks, so that many small lots cost little memory and any number of lots
    that are not needed costs nothing. The caller has checked that there is enough.
    """
    taken: list[Taken] = []
    left, seen = amount, None
    for rows, is_all in _chunks(book, first, EVER if with_pending else book.at):
        part = _split(rows, left)
        allocate(book, posting_id, [Use(each.lot.id, each.amount) for each in part])
        left -= sum(each.amount for each in part)
        taken += part
        seen = rows if is_all else None
        if not left:
            break
    if left:
        raise Unsound(f"card {book.card_id}: {left} points are in no lot")
    _account(book, taken, seen)
    return taken


def _chunks(
    book: Book, first: Sequence[LiveLot], until: datetime
) -> Iterator[tuple[Sequence[LiveLot], bool]]:
    """Lots in the order of use; whether these are all that can be used."""
    if first:
        yield first, False
    # What was used up is no longer live, so each reading starts where the last ended.
    limit = FEW
    while rows := _read(_live(limit), {**book.scope, "until": until}):
        ending = [lot for lot in rows if lot.expires_at]
        if len(ending) == limit:
            # Others that end may follow: those without an end have to wait.
            yield ending, False
        else:
            yield rows, len(rows) < limit
        limit = CHUNK


def _split(rows: Sequence[LiveLot], amount: int) -> list[Taken]:
    part = []
    for lot in rows:
        if not amount:
            break
        share = min(lot.remaining, amount)
        part.append(Taken(lot, share))
        amount -= share
    return part


def _account(
    book: Book, taken: Sequence[Taken], seen: Sequence[LiveLot] | None
) -> None:
    """Keep what the card's account caches about its lots right."""
    book.pending -= sum(t.amount for t in taken if t.lot.available_at > book.at)
    emptied = [t.lot for t in taken if t.amount == t.lot.remaining]
    if book.next_change_at is None or not any(
        book.next_change_at in (lot.expires_at, lot.available_at) for lot in emptied
    ):
        return
    if seen is not None and not book.pending:
        # Every live lot was in view: no need to ask again.
        gone = {lot.id for lot in emptied}
        ends = (lot.expires_at for lot in seen if lot.id not in gone)
        book.next_change_at = min((end for end in ends if end), default=None)
    else:
        book.next_change_at = horizon(book)
