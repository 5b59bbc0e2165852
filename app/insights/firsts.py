"""First purchases: who joined when, and whether they bought within thirty days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import clock, db, tenancy
from app.core.ids import CardId, ReceiptId
from app.core.types import Instant
from app.people.models import Member
from app.people.samples import is_counted
from app.sales.models import Receipt, Refund

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Joined:
    """A member of one day: where they came from, when, and their first purchase."""

    source: str
    joined_at: datetime
    bought_at: datetime | None

    @property
    def has_bought(self) -> bool:
        """Whether the first purchase came within thirty days."""
        return self.bought_at is not None and self.bought_at < self.joined_at + WINDOW


def _counts() -> tuple[ColumnElement[bool], ...]:
    """Receipts that are purchases: something was paid, and not all of it given back."""
    given_back = (
        select(func.coalesce(func.sum(Refund.money_minor), 0))
        .where(
            Refund.business_id == Receipt.business_id,
            Refund.receipt_id == Receipt.id,
        )
        .correlate(Receipt)
        .scalar_subquery()
    )
    return Receipt.undone_at.is_(None), Receipt.paid_minor > given_back


# Every sale asks for these two.
_BUYER = (
    select(Member.id, Member.joined_at, Receipt.occurred_at)
    .join(Card, Card.member_id == Member.id)
    .join(Receipt, Receipt.card_id == Card.id)
    .where(Card.id == bindparam("card_id"), Receipt.id == bindparam("receipt_id"))
)
_EARLIER = (
    select(Receipt.id)
    .join(Card, Card.id == Receipt.card_id)
    .where(
        Card.member_id == bindparam("member_id"),
        Receipt.id < bindparam("receipt_id"),
        Receipt.occurred_at < bindparam("until", type_=Instant),
        *_counts(),
    )
    .limit(1)
)


def joined_on(day: date) -> list[Joined]:
    """Who joined the business in scope on one of its local days."""
    zone = businesses.by_id(tenancy.current()).zone
    bought_at = (
        select(func.min(Receipt.occurred_at))
        .join(Card, Card.id == Receipt.card_id)
        .where(
            Card.member_id == Member.id,
            Card.business_id == Member.business_id,
            Receipt.business_id == Member.business_id,
            *_counts(),
        )
        .correlate(Member)
        .scalar_subquery()
    )
    rows: Iterable[Any] = db.session().execute(
        select(Member.source, Member.joined_at, bought_at).where(
            Member.joined_at >= clock.day_start(day, zone),
            Member.joined_at < clock.day_end(day, zone),
            is_counted(),
        )
    )
    return [Joined(*row) for row in rows]


def day_to_recount(card_id: CardId, receipt_id: ReceiptId) -> date | None:
    """The day whose first purchases a receipt may change; None when it changes none.

    It may be the first of its holder's when it came within thirty days of joining and
    no earlier one counts.
    """
    session = db.session()
    asked = {"card_id": card_id, "receipt_id": receipt_id}
    row: Any = session.execute(_BUYER, asked).one_or_none()
    if row is None or row.occurred_at >= row.joined_at + WINDOW:
        return None
    until = row.joined_at + WINDOW
    earlier = {"member_id": row.id, "receipt_id": receipt_id, "until": until}
    if session.execute(_EARLIER, earlier).first() is not None:
        return None
    zone = businesses.by_id(tenancy.current()).zone
    return clock.local_date(row.joined_at, zone)


def holder_of(card_id: CardId) -> int | None:
    """The member who holds a card, closed ones too."""
    return db.session().scalar(select(Card.member_id).where(Card.id == card_id))
