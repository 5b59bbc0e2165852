"""One card's accounts, locked, changed in memory and written back once.

Time on a card never goes back: what happens late is booked as of the latest instant the
card has seen, so that nothing expires twice or becomes pending again (L8).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, text

from app.core import db, tenancy
from app.core.errors import Conflict, NotFound
from app.core.prepared import Prepared
from app.core.types import Instant, Int

_SELECT = """
SELECT id, kind, unit, balance, pending, next_change_at, as_of, last_posting_id,
    (SELECT other.id FROM accounts AS other
     WHERE other.business_id = :business_id AND other.card_id IS NULL
       AND other.kind = :counter AND other.unit = accounts.unit) AS counter_id,
    (SELECT postings.id FROM postings
     WHERE business_id = :business_id AND key = :key) AS posted_id
FROM accounts
WHERE business_id = :business_id AND card_id = :card_id
ORDER BY kind
"""
_TYPES = {"next_change_at": Instant, "as_of": Instant}
_READ = Prepared(text(_SELECT).columns(**_TYPES))
_LOCK = Prepared(text(_SELECT + "FOR UPDATE OF accounts").columns(**_TYPES))
_NEW = text(
    "INSERT INTO accounts (business_id, card_id, kind, unit, balance, pending, as_of, "
    "last_posting_id) "
    "SELECT cards.business_id, cards.id, kinds.kind, programmes.unit, 0, 0, :as_of, 0 "
    "FROM cards JOIN programmes ON programmes.id = cards.programme_id, "
    "(SELECT 'points' AS kind UNION ALL SELECT 'debt') AS kinds "
    "WHERE cards.business_id = :business_id AND cards.id = :card_id "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("as_of", type_=Instant))
_NEW_COUNTER = text(
    "INSERT INTO accounts (business_id, kind, unit, balance, pending, as_of, "
    "last_posting_id) VALUES (:business_id, :kind, :unit, 0, 0, :as_of, 0) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("as_of", type_=Instant))
_COUNTER = text(
    "SELECT id FROM accounts WHERE business_id = :business_id AND card_id IS NULL "
    "AND kind = :kind AND unit = :unit"
).columns(id=Int)
_SAVE = Prepared(
    text(
        "UPDATE accounts SET balance = :balance, pending = :pending, "
        "next_change_at = :next_change_at, as_of = :as_of, "
        "last_posting_id = :posting_id WHERE id = :id AND last_posting_id = :seen_id"
    ).bindparams(
        bindparam("next_change_at", type_=Instant), bindparam("as_of", type_=Instant)
    )
)


@dataclass(slots=True)
class Book:
    """A card's two accounts as of ``at``; ``posted_id`` is what the key already did."""

    business_id: int
    card_id: int
    unit: str
    at: datetime
    points_id: int
    debt_id: int
    counter_id: int
    balance: int
    pending: int
    debt: int
    next_change_at: datetime | None
    points_seen_id: int
    debt_seen_id: int
    debt_seen: int
    last_posting_id: int
    posted_id: int | None

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.balance - self.pending

    @property
    def scope(self) -> dict[str, int]:
        """Whose rows: the parameters that every statement names."""
        return {"business_id": self.business_id, "card_id": self.card_id}

    def notice(self, instant: datetime | None) -> None:
        """Something changes by itself at ``instant``."""
        if instant is not None and (
            self.next_change_at is None or instant < self.next_change_at
        ):
            self.next_change_at = instant

    def counter(self, kind: str) -> int:
        """The business's own account of a kind in the card's unit."""
        return counter_account(kind, self.unit, self.at)

    def save(self) -> None:
        """Write the cached columns back; raises Conflict if others changed them."""
        points: dict[str, object] = {
            "id": self.points_id,
            "balance": self.balance,
            "pending": self.pending,
            "next_change_at": self.next_change_at,
            "as_of": self.at,
            "posting_id": self.last_posting_id,
            "seen_id": self.points_seen_id,
        }
        _save(points)
        if self.debt != self.debt_seen:
            debt: dict[str, object] = {
                "id": self.debt_id,
                "balance": -self.debt,
                "pending": 0,
            }
            _save(
                points | debt | {"next_change_at": None, "seen_id": self.debt_seen_id}
            )


def _save(values: dict[str, object]) -> None:
    if _SAVE.run(values).rowcount != 1:
        raise Conflict


def open_book(card_id: int, *, key: str, at: datetime, counter: str) -> Book:
    """Lock a card's accounts; on PostgreSQL until the transaction ends.

    ``counter`` is the kind of the business's account that the operation posts against.
    Raises NotFound for a card that this business does not have.
    """
    business_id = tenancy.current()
    values = {
        "business_id": business_id,
        "card_id": card_id,
        "counter": counter,
        "key": key,
    }
    rows = _lock().run(values).all()
    if not rows:
        db.connection().execute(_NEW, values | {"as_of": at})
        rows = _lock().run(values).all()
        if not rows:
            raise NotFound
    debt, points = rows
    return Book(
        business_id=business_id,
        card_id=card_id,
        unit=points.unit,
        at=max(at, points.as_of),
        points_id=points.id,
        debt_id=debt.id,
        counter_id=points.counter_id or counter_account(counter, points.unit, at),
        balance=points.balance,
        pending=points.pending,
        debt=-debt.balance,
        next_change_at=points.next_change_at,
        points_seen_id=points.last_posting_id,
        debt_seen_id=debt.last_posting_id,
        debt_seen=-debt.balance,
        last_posting_id=points.last_posting_id,
        posted_id=points.posted_id,
    )


def _lock() -> Prepared:
    return _READ if db.is_sqlite() else _LOCK


def counter_account(kind: str, unit: str, at: datetime) -> int:
    """The id of one of the business's own accounts, opened when first needed."""
    values: dict[str, object] = {
        "business_id": tenancy.current(),
        "kind": kind,
        "unit": unit,
    }
    found = db.connection().execute(_COUNTER, values).scalar()
    if found is None:
        db.connection().execute(_NEW_COUNTER, values | {"as_of": at})
        found = db.connection().execute(_COUNTER, values).scalar_one()
    return int(found)
