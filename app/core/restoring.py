"""Rows put back as they were, ids included: only ever into tables that are empty."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select, text

from app.core import db

BATCH = 1_000
Row = Mapping[str, Any]


def is_empty(table: Table) -> bool:
    """Whether a table has no row at all, of whatever business."""
    return db.connection().execute(select(table.c.id).limit(1)).first() is None


def put(table: Table, rows: Iterable[Row]) -> int:
    """Insert rows with their ids; how many. Runs inside ``writing()``.

    A row that points at another of its own table waits until that one is there.
    Raises KeyError with the ids of rows that wait in vain.
    """
    count = 0
    ordered = _in_order(table, rows)
    while batch := list(islice(ordered, BATCH)):
        db.connection().execute(insert(table), batch)
        count += len(batch)
    return count


def _in_order(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not own:
        yield from rows
        return
    there: set[int] = set()
    waiting: dict[int, Row] = {}
    for row in rows:
        waiting[row["id"]] = row
        if not _is_ready(row, own, there):
            continue
        for ready in _released(waiting, own, there):
            there.add(ready["id"])
            yield ready
    if waiting:
        raise KeyError(sorted(waiting))


def _is_ready(row: Row, own: list[str], there: set[int]) -> bool:
    return all(row[name] is None or row[name] in there for name in own)


def _released(
    waiting: dict[int, Row], own: list[str], there: set[int]
) -> Iterator[Row]:
    """Every row that can be inserted now; those it releases follow it."""
    while ready := [r for r in waiting.values() if _is_ready(r, own, there)]:
        for row in ready:
            del waiting[row["id"]]
            yield row


def count_on(tables: Iterable[Table]) -> None:
    """Let the next id of each table follow the highest that was put back."""
    if db.is_sqlite():
        return
    for table in tables:
        db.connection().execute(
            text(
                "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest("  # noqa: S608 - our own names
                "nextval(pg_get_serial_sequence(:name, 'id')), "
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})), false)"
            ),
            {"name": table.name},
        )
