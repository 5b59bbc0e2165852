"""The purchase behind a review: whose it is, and whether it still stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, select

from app.businesses.models import Outlet
from app.cards.models import Card
from app.core import bulk, db
from app.core.ids import MemberId
from app.people.models import Member
from app.sales.errors import ReceiptNotFound
from app.sales.models import Receipt, ReceiptLine


@dataclass(frozen=True)
class Purchase:
    """What a review needs to know of its receipt."""

    receipt_id: int
    member_id: MemberId
    card_id: int
    outlet_id: int
    outlet: str
    number: str
    occurred_at: datetime
    is_standing: bool


def stands() -> ColumnElement[bool]:
    """The predicate of receipts of which something was bought and kept."""
    return and_(
        Receipt.undone_at.is_(None),
        exists().where(
            ReceiptLine.business_id == Receipt.business_id,
            ReceiptLine.receipt_id == Receipt.id,
            ~ReceiptLine.is_returned,
        ),
    )


def has_bought(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The predicate of persons who bought something of the business in scope."""
    return (
        select(Receipt.id)
        .join(Card, Card.id == Receipt.card_id)
        .join(Member, func.coalesce(Member.joined_into_id, Member.id) == Card.member_id)
        .where(Member.person_id == person_id, stands())
        .exists()
    )


def purchase(receipt_id: int) -> Purchase:
    """A purchase of the business in scope; raises ReceiptNotFound."""
    found = purchases([receipt_id])
    if not found:
        raise ReceiptNotFound
    return found[0]


def purchases(receipt_ids: Sequence[int]) -> list[Purchase]:
    """Purchases of the business in scope, oldest first; what is none is left out."""
    rows: Iterable[Any] = db.session().execute(
        select(
            Receipt.id,
            Card.member_id,
            Receipt.card_id,
            Receipt.outlet_id,
            Outlet.name,
            Receipt.number,
            Receipt.occurred_at,
            stands(),
        )
        .join(Card, Card.id == Receipt.card_id)
        .join(Outlet, Outlet.id == Receipt.outlet_id)
        .where(bulk.among(Receipt.id, receipt_ids))
        .order_by(Receipt.id)
    )
    return [Purchase(*row) for row in rows]


def of_member(receipt_id: int, member_id: MemberId) -> Purchase:
    """The same, where it is this member's; raises ReceiptNotFound."""
    found = purchase(receipt_id)
    if found.member_id != member_id:
        raise ReceiptNotFound
    return found
