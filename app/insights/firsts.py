"""First purchases: who joined when, and whether they bought within thirty days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.core import bulk, clock, db, tenancy
from app.core.ids import CardId, ReceiptId
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


def days_to_recount(receipt_ids: Sequence[ReceiptId]) -> list[date]:
    """The days whose first purchases receipts may change, in order.

    One may be the first of its holder's when it came within thirty days of joining and
    no earlier one counts.
    """
    rows: Iterable[Any] = db.session().execute(
        select(Member.id, Member.joined_at, Receipt.id, Receipt.occurred_at)
        .join(Card, Card.member_id == Member.id)
        .join(Receipt, Receipt.card_id == Card.id)
        .where(bulk.among(Receipt.id, receipt_ids))
    )
    early = [row for row in rows if row[3] < row[1] + WINDOW]
    if not early:
        return []
    first = _first_of({member_id: at + WINDOW for member_id, at, *_ in early})
    zone = businesses.by_id(tenancy.current()).zone
    return sorted(
        {
            clock.local_date(joined_at, zone)
            for member_id, joined_at, receipt_id, _ in early
            if receipt_id <= first.get(member_id, receipt_id)
        }
    )


def _first_of(until: Mapping[int, datetime]) -> dict[int, int]:
    """By member, the first receipt that counts and came before an instant of theirs."""
    rows: Iterable[Any] = db.session().execute(
        select(Card.member_id, Receipt.id, Receipt.occurred_at)
        .join(Card, Card.id == Receipt.card_id)
        .where(
            bulk.among(Card.member_id, [*until]),
            Receipt.occurred_at < max(until.values()),
            *_counts(),
        )
        .order_by(Receipt.id.desc())
    )
    return {who: own for who, own, at in rows if at < until[who]}


def holder_of(card_id: CardId) -> int | None:
    """The member who holds a card, closed ones too."""
    return db.session().scalar(select(Card.member_id).where(Card.id == card_id))
