"""Writes receipts, lines and refunds with Core statements: the hot path of the till."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, db, ids, tenancy
from app.core.errors import Conflict
from app.core.ids import ReceiptId
from app.core.prepared import Prepared
from app.sales.errors import ReceiptExists, RefundExists
from app.sales.models import Receipt, ReceiptLine, Refund
from app.sales.rules import BasketLine

_TRIES = 20
_RANDOM_DIGITS = 5
_NUMBERED = ["business_id", "outlet_id", "number"]
_INSERT: dict[str, Callable[[Any], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_UNLESS_NUMBERED = {
    (dialect, row): Prepared(
        make(row).on_conflict_do_nothing(index_elements=_NUMBERED).returning(row.id)
    )
    for dialect, make in _INSERT.items()
    for row in (Receipt, Refund)
}
_INSERT_LINES = Prepared(insert(ReceiptLine).inline())


def add_receipt(number: str | None, zone: str, **values: Any) -> tuple[ReceiptId, str]:
    """Insert a receipt; its id and number. Raises ReceiptExists (once per outlet)."""
    values |= {"clawed_points": 0, "returned_minor": 0}
    row_id, number = _add_numbered(Receipt, ReceiptExists, number, zone, values)
    return ReceiptId(row_id), number


def add_refund(number: str | None, zone: str, **values: Any) -> int:
    """Insert a refund; its id. Raises RefundExists (once per outlet)."""
    return _add_numbered(Refund, RefundExists, number, zone, values)[0]


def add_lines(receipt_id: ReceiptId, lines: list[tuple[BasketLine, int, int]]) -> None:
    """Insert a receipt's lines, each with its share of the points and of the money."""
    business_id = tenancy.current()
    _INSERT_LINES.run_many(
        [
            {
                "business_id": business_id,
                "receipt_id": receipt_id,
                "position": entry.position,
                "sku": entry.line.sku.strip(),
                "name": entry.line.name.strip(),
                "category": entry.line.category.strip(),
                "quantity_milli": entry.line.quantity_milli,
                "amount_minor": entry.line.amount_minor,
                "discount_minor": entry.discount_minor,
                "foreign_minor": entry.foreign_minor,
                "points_share": share,
                "paid_minor": paid_minor,
                "is_excluded": entry.is_excluded,
                "is_returned": False,
                "returned_minor": 0,
                "returned_points": 0,
            }
            for entry, share, paid_minor in lines
        ]
    )


def _add_numbered(
    row: type[Receipt | Refund],
    exists: type[Conflict],
    number: str | None,
    zone: str,
    values: dict[str, Any],
) -> tuple[int, str]:
    statement = _UNLESS_NUMBERED[db.connection().dialect.name, row]
    values = values | {"business_id": tenancy.current(), "recorded_at": clock.present()}
    own = number and number.strip()
    for _ in range(1 if own else _TRIES):
        number = own or _made_up(values["occurred_at"], zone)
        new_id = statement.run(values | {"number": number}).scalar()
        if new_id is not None:
            return new_id, number
    raise exists(number=number)


def _made_up(occurred_at: datetime, zone: str) -> str:
    """A number of our own, short enough to be read out: 270301-48213."""
    return f"{clock.local_date(occurred_at, zone):%y%m%d}-{ids.digits(_RANDOM_DIGITS)}"
