"""What a card's history says of its receipts: many at once, few columns."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.businesses.models import Outlet
from app.core import db
from app.core.ids import ReceiptId
from app.sales.models import Receipt


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt in one line of the history; money in minor units."""

    id: ReceiptId
    number: str
    outlet: str
    total_minor: int
    paid_minor: int
    points_spent: int
    earned_points: int


_SLIP = select(
    Receipt.id,
    Receipt.number,
    Outlet.name,
    Receipt.total_minor,
    Receipt.paid_minor,
    Receipt.points_spent,
    Receipt.earned_points,
).join(Outlet, Outlet.id == Receipt.outlet_id)


def slips(receipt_ids: Collection[int]) -> dict[int, Slip]:
    """Receipts by id, in one statement; ids that nobody has are left out."""
    if not receipt_ids:
        return {}
    rows: Any = db.session().execute(_SLIP.where(Receipt.id.in_(receipt_ids)))
    return {row[0]: Slip(*row) for row in rows}
