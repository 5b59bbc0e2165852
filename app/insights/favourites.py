"""What guests often buy, by a plain rule that can be told to them (row 12).

A category is a favourite of who bought it at least three times in ninety days; cheques
that were cancelled and lines that came back whole do not count.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import MemberId
from app.sales.models import Receipt, ReceiptLine

LOOKED_BACK = timedelta(days=90)
OFTEN = 3
MOST = 12


@dataclass(frozen=True)
class Favourite:
    """A category, and in how many cheques or of how many guests it is one."""

    category: str
    count: int


def of_member(member_id: MemberId) -> list[Favourite]:
    """A guest's favourites, the most frequent first."""
    rows: Any = db.session().execute(
        _often(ReceiptLine.category)
        .where(Card.member_id == member_id)
        .add_columns(_CHEQUES.label("cheques"))
        .order_by(_CHEQUES.desc(), ReceiptLine.category)
        .limit(MOST)
    )
    return [Favourite(row.category, row.cheques) for row in rows]


def of_guests() -> list[Favourite]:
    """Categories by how many guests have them as a favourite."""
    often = _often(ReceiptLine.category, Card.member_id).subquery()
    rows: Any = db.session().execute(
        select(often.c.category, func.count())
        .group_by(often.c.category)
        .order_by(func.count().desc(), often.c.category)
        .limit(MOST)
    )
    return [Favourite(*row) for row in rows]


def who_like(category: str) -> list[MemberId]:
    """The guests whose favourite a category is."""
    rows = db.session().execute(
        _often(Card.member_id)
        .where(ReceiptLine.category == category)
        .order_by(Card.member_id)
    )
    return [MemberId(row[0]) for row in rows]


_CHEQUES = func.count(Receipt.id.distinct())


def _often(*columns: Any) -> Select[Any]:
    """Guests and categories that come together often."""
    return (
        select(*columns)
        .select_from(ReceiptLine)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Card, Card.id == Receipt.card_id)
        .where(
            Receipt.occurred_at > clock.now() - LOOKED_BACK,
            Receipt.undone_at.is_(None),
            ReceiptLine.category != "",
            ~ReceiptLine.is_returned,
        )
        .group_by(*columns)
        .having(_CHEQUES >= OFTEN)
    )
