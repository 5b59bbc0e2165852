"""A file laid out on disk by receipt and time, so that memory stays flat.

A purchases file may be in any order; holds and expiries need receipts in the order in
which they happened. The staging file also survives a kill.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pysqlite3
from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    create_engine,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects import sqlite

from app.core.types import Instant
from app.exchange.columns import BadLine, PurchaseLine

BATCH = 5_000
_meta = MetaData()
_lines = Table(
    "lines",
    _meta,
    Column("number", Integer, primary_key=True),
    Column("member", Text),
    Column("at", Instant),
    Column("outlet", Text),
    Column("receipt", Text),
    Column("item", Text),
    Column("quantity_milli", Integer),
    Column("amount_minor", Integer),
)
_refusals = Table(
    "refusals",
    _meta,
    Column("number", Integer, primary_key=True),
    Column("outlet", Text),
    Column("receipt", Text),
    Column("reason", Text),
)
_receipts = Table(
    "receipts",
    _meta,
    Column("position", Integer, primary_key=True),
    Column("outlet", Text),
    Column("receipt", Text),
    Column("at", Instant),
)
_state = Table("state", _meta, Column("rows", Integer))
_by_receipt = Index("by_receipt", _lines.c.outlet, _lines.c.receipt)


class Staging:
    """The staged file at ``path``; made by ``fill``, read by ``receipts``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._engine = create_engine(f"sqlite:///{path}", module=pysqlite3)
        _meta.create_all(self._engine)

    def is_full(self) -> bool:
        """Whether the whole file was laid out."""
        with self._engine.connect() as connection:
            return connection.execute(select(_state)).first() is not None

    def fill(self, rows: Iterable[tuple[int, PurchaseLine | BadLine]]) -> None:
        """Lay out numbered rows. A receipt with a refused row is refused whole."""
        _meta.drop_all(self._engine)
        _meta.create_all(self._engine)
        source = iter(rows)
        while batch := list(islice(source, BATCH)):
            with self._engine.begin() as connection:
                for table, kind in ((_lines, PurchaseLine), (_refusals, BadLine)):
                    values = [
                        {"number": number, **vars(line)}
                        for number, line in batch
                        if isinstance(line, kind)
                    ]
                    if values:
                        connection.execute(insert(table), values)
        with self._engine.begin() as connection:
            _refuse_whole_receipts(connection)
            _order(connection)

    def refuse(self, number: int, reason: str) -> None:
        """Refuse a row later on, together with the receipt it belongs to."""
        with self._engine.begin() as connection:
            connection.execute(
                sqlite.insert(_refusals)
                .values(number=number, outlet="", receipt="", reason=reason)
                .on_conflict_do_nothing()
            )

    def total(self) -> int:
        """How many receipts there are to book."""
        with self._engine.connect() as connection:
            return connection.execute(
                select(func.count()).select_from(_receipts)
            ).scalar_one()

    def receipts(self, after: int) -> Iterator[tuple[int, list[Row[Any]]]]:
        """Position and lines of each receipt behind position ``after``, by time."""
        lines = (
            select(_receipts.c.position, _lines)
            .join(
                _lines,
                (_lines.c.outlet == _receipts.c.outlet)
                & (_lines.c.receipt == _receipts.c.receipt),
            )
            .where(_receipts.c.position > after)
            .order_by(_receipts.c.position, _lines.c.number)
        )
        with self._engine.connect() as connection:
            rows = connection.execution_options(yield_per=BATCH).execute(lines)
            for position, group in groupby(rows, key=attrgetter("position")):
                yield position, list(group)

    def refusals(self) -> Iterator[tuple[int, str]]:
        """Line number and reason of every refused row, in file order."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(_refusals.c.number, _refusals.c.reason).order_by(
                    _refusals.c.number
                )
            )
            yield from ((number, reason) for number, reason in rows)

    def days(self, zone: ZoneInfo) -> list[str]:
        """The local days on which receipts were made, as ISO dates, in order."""
        with self._engine.connect() as connection:
            instants = connection.execute(select(_receipts.c.at)).scalars()
            return sorted({at.astimezone(zone).date().isoformat() for at in instants})

    def remove(self) -> None:
        """Delete the staging file."""
        self._engine.dispose()
        self._path.unlink(missing_ok=True)


def _refuse_whole_receipts(connection: Connection) -> None:
    """Refuse the good rows of receipts that have a bad one or two members."""
    bad = select(_refusals.c.outlet, _refusals.c.receipt).distinct().subquery()
    beside_bad = select(
        _lines.c.number,
        _lines.c.outlet,
        _lines.c.receipt,
        literal("another row of this receipt is refused"),
    ).join(bad, (bad.c.outlet == _lines.c.outlet) & (bad.c.receipt == _lines.c.receipt))
    shared = (
        select(_lines.c.outlet, _lines.c.receipt)
        .group_by(_lines.c.outlet, _lines.c.receipt)
        .having(func.min(_lines.c.member) != func.max(_lines.c.member))
        .subquery()
    )
    of_two_members = select(
        _lines.c.number,
        _lines.c.outlet,
        _lines.c.receipt,
        literal("this receipt names more than one member"),
    ).join(
        shared,
        (shared.c.outlet == _lines.c.outlet) & (shared.c.receipt == _lines.c.receipt),
    )
    columns = ["number", "outlet", "receipt", "reason"]
    for refused in (beside_bad, of_two_members):
        connection.execute(
            insert(_refusals).prefix_with("OR IGNORE").from_select(columns, refused)
        )
    connection.execute(
        delete(_lines).where(_lines.c.number.in_(select(_refusals.c.number)))
    )


def _order(connection: Connection) -> None:
    """Number the receipts by time and mark the file as laid out."""
    first_at, first_number = func.min(_lines.c.at), func.min(_lines.c.number)
    ordered = (
        select(_lines.c.outlet, _lines.c.receipt, first_at)
        .group_by(_lines.c.outlet, _lines.c.receipt)
        .order_by(first_at, first_number)
    )
    connection.execute(
        insert(_receipts).from_select(["outlet", "receipt", "at"], ordered)
    )
    rows = select(func.count()).select_from(_lines)
    connection.execute(insert(_state).from_select(["rows"], rows))
