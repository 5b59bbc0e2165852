"""From a row of a file to a purchase line, or to the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app.core import money
from app.core.errors import Refused

MAX_TEXT = 200
MAX_QUANTITY_MILLI = 1_000_000_000
FIRST_YEAR = 1990
_DUST = Decimal("0.000001")


class UnknownColumn(Refused):
    """The column map names something that is not there."""

    code = "unknown_column"
    sentence = "The file has no column %(column)s. It has: %(known)s."


class BadRow(ValueError):
    """A row that cannot be a purchase line; the text says why."""


@dataclass(frozen=True)
class ColumnMap:
    """Which column of the file holds what."""

    member: str = "member"
    time: str = "time"
    outlet: str = "outlet"
    receipt: str = "receipt"
    item: str = "item"
    quantity: str = "quantity"
    sum: str = "sum"

    @classmethod
    def parse(cls, text: str) -> "ColumnMap":
        """Read ``member=household_id,time=…``; raises ValueError."""
        known = {field.name for field in fields(cls)}
        pairs = dict(part.split("=", 1) for part in text.split(",") if part)
        unknown = set(pairs) - known
        if unknown:
            raise ValueError(", ".join(sorted(unknown)))
        return cls(**pairs)

    def check(self, row: Mapping[str, Any]) -> None:
        """Raises UnknownColumn unless every mapped column is in ``row``."""
        for field in fields(self):
            name = getattr(self, field.name)
            if name not in row:
                raise UnknownColumn(column=name, known=", ".join(map(str, row)))


@dataclass(frozen=True)
class PurchaseLine:
    """One line of one receipt; sum in minor units, quantity in thousandths."""

    member: str
    at: datetime
    outlet: str
    receipt: str
    item: str
    quantity_milli: int
    amount_minor: int


@dataclass(frozen=True)
class BadLine:
    """A refused row: which receipt it claims to belong to, and why it is refused."""

    outlet: str
    receipt: str
    reason: str


def read_or_refuse(
    row: Mapping[str, Any], columns: ColumnMap, zone: ZoneInfo, now: datetime
) -> PurchaseLine | BadLine:
    """The purchase line of a row, or what is wrong with it."""
    try:
        return read(row, columns, zone, now)
    except BadRow as problem:
        return BadLine(
            str(row[columns.outlet] or "").strip(),
            str(row[columns.receipt] or "").strip(),
            str(problem),
        )


def read(
    row: Mapping[str, Any], columns: ColumnMap, zone: ZoneInfo, now: datetime
) -> PurchaseLine:
    """The purchase line of a row; raises BadRow. Times without a zone are ``zone``'s."""
    return PurchaseLine(
        member=_text(row, columns.member),
        at=_time(row[columns.time], zone, now),
        outlet=_text(row, columns.outlet),
        receipt=_text(row, columns.receipt),
        item=_text(row, columns.item),
        quantity_milli=_quantity(row[columns.quantity]),
        amount_minor=_amount(row[columns.sum]),
    )


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row[column]
    text = "" if value is None else str(value).strip()
    if not text:
        raise BadRow(f"{column} is empty")
    if len(text) > MAX_TEXT or not text.isprintable():
        raise BadRow(f"{column} is too long or has unprintable characters")
    return text


def _time(value: Any, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else _parse_time(str(value))
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        raise BadRow(f"time {value!s:.40} is not a date and time") from None
    if instant > now:
        raise BadRow(f"time {value!s:.40} lies in the future")
    if instant.year < FIRST_YEAR:
        raise BadRow(f"time {value!s:.40} lies too far back")
    return instant


def _parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text.strip())


def _quantity(value: Any) -> int:
    try:
        milli = Decimal(str(value).strip().replace(",", ".")) * 1000
        whole = int(milli)
    except (InvalidOperation, ValueError, OverflowError):
        raise BadRow(f"quantity {value!s:.40} is not a number") from None
    if whole != milli or not 0 <= whole <= MAX_QUANTITY_MILLI:
        raise BadRow(f"quantity {value!s:.40} is out of range")
    return whole


def _exact(value: Any) -> str:
    """The decimal that a binary fraction stands for: sums leave a dust of 1e-15."""
    if not isinstance(value, float):
        return str(value)
    return f"{Decimal(repr(value)).quantize(_DUST).normalize():f}"


def _amount(value: Any) -> int:
    try:
        return money.parse_minor(_exact(value))
    except (ValueError, InvalidOperation):
        raise BadRow(f"sum {value!s:.40} is not an amount of money") from None
