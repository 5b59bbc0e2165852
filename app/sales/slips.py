"""What a card's history says of its receipts: many at once, few columns."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from app.businesses.models import Outlet
from app.cards import families
from app.core import db, tenancy
from app.core.ids import OutletId, ReceiptId
from app.sales.models import Receipt


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt in one line of the history; money in minor units.

    ``by`` is the first name of the relative who used the card, if it was one and they
    have told it.
    """

    id: ReceiptId
    number: str
    outlet_id: OutletId
    outlet: str
    total_minor: int
    discount_minor: int
    paid_minor: int
    points_spent: int
    earned_points: int
    cut_points: int
    sharer_id: int | None = None
    by: str = ""

    @property
    def due_minor(self) -> int:
        """What the goods cost after discounts."""
        return self.total_minor - self.discount_minor


_receipts, _outlets = Receipt.__table__.c, Outlet.__table__.c
# On a hot path: plain tables, and the business is named.
_SLIPS = (
    select(
        _receipts.id,
        _receipts.number,
        _receipts.outlet_id,
        _outlets.name,
        _receipts.total_minor,
        _receipts.discount_minor,
        _receipts.paid_minor,
        _receipts.points_spent,
        _receipts.earned_points,
        _receipts.cut_points,
        _receipts.sharer_id,
    )
    .select_from(Receipt.__table__.join(Outlet.__table__))
    .where(
        _receipts.business_id == bindparam("business_id"),
        _receipts.id.in_(bindparam("receipt_ids", expanding=True)),
    )
)


def slips(receipt_ids: Collection[int]) -> dict[int, Slip]:
    """Receipts by id, in one statement; ids that nobody has are left out.

    One more where relatives used the card.
    """
    if not receipt_ids:
        return {}
    values = {"business_id": tenancy.current(), "receipt_ids": list(receipt_ids)}
    rows: Any = db.connection().execute(_SLIPS, values)
    found = {row[0]: Slip(*row) for row in rows}
    by = families.names_of(
        {slip.sharer_id for slip in found.values() if slip.sharer_id is not None}
    )
    if not by:
        return found
    return {
        id_: replace(slip, by=by.get(slip.sharer_id or 0, ""))
        for id_, slip in found.items()
    }
