"""Many rows at once: one statement, one parameter, whatever their number.

A million rows one by one would cost minutes in the driver alone; here the database
takes a list apart itself. Rows that a unique key refuses are left out.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, any_, literal, text
from sqlalchemy import column as named
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import func, select
from sqlalchemy.types import ARRAY, BigInteger, Text

from app.core import db


def add_new(
    table: Table, name: str, values: Sequence[str], same: Mapping[str, object]
) -> int:
    """Insert a row for each of ``values`` that no unique key refuses; how many it were.

    Args:
        table: where to; the caller names the business in ``same``.
        name: the column of text that ``values`` are for.
        values: one for each row.
        same: what is the same in all rows.
    """
    columns: Any = table.columns
    fixed = [literal(value, columns[key].type) for key, value in same.items()]
    insert: Any
    if db.is_sqlite():
        each = func.json_each(json.dumps(list(values))).table_valued("value")
        # SQLite reads "ON" after a SELECT as part of a join unless there is a WHERE.
        rows = select(*fixed, each.c.value).select_from(each).where(text("true"))
        insert = sqlite.insert(table).from_select([*same, name], rows)
    else:
        rows = select(*fixed, func.unnest(literal(list(values), ARRAY(Text))))
        insert = postgresql.insert(table).from_select([*same, name], rows)
    statement = insert.on_conflict_do_nothing()
    # Without being asked, SQLAlchemy does not keep how many rows an INSERT made.
    result = db.connection().execute(
        statement, execution_options={"preserve_rowcount": True}
    )
    return int(result.rowcount)


def add_rows(
    table: Table,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    same: Mapping[str, object],
    giving: Sequence[str] = (),
) -> Sequence[Any]:
    """Insert ``rows`` but for those that a unique key refuses.

    Args:
        table: where to; the caller names the business in ``same``.
        names: the columns that differ from row to row.
        rows: for each row its values, in the order of ``names``.
        same: what is the same in all rows.
        giving: the columns to give back of what was inserted.
    """
    columns: Any = table.columns
    fixed = [literal(value, columns[key].type) for key, value in same.items()]
    taken = literal(_told(table, names, rows), Text)
    insert: Any
    if db.is_sqlite():
        each = func.json_each(taken).table_valued("value")
        cells = [func.json_extract(each.c.value, f"$.{name}") for name in names]
        found = select(*fixed, *cells).select_from(each).where(text("true"))
        insert = sqlite.insert(table).from_select([*same, *names], found)
    else:
        kinds = [named(name, columns[name].type) for name in names]
        cast: Any = func.json_to_recordset(func.cast(taken, postgresql.JSON))
        each = cast.table_valued(*kinds, name="each").render_derived(with_types=True)
        found = select(*fixed, *(each.c[name] for name in names))
        insert = postgresql.insert(table).from_select([*same, *names], found)
    statement = insert.on_conflict_do_nothing()
    if not giving:
        db.connection().execute(statement)
        return ()
    statement = statement.returning(*(columns[name] for name in giving))
    given: Sequence[Any] = db.connection().execute(statement).all()
    return given


def _told(table: Table, names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows as JSON, each value as the database at work stores it."""
    columns: Any = table.columns
    dialect = db.connection().dialect
    binders = [
        columns[name].type.dialect_impl(dialect).bind_processor(dialect)
        for name in names
    ]
    stored = [
        {
            name: value if bind is None else bind(value)
            for name, bind, value in zip(names, binders, row, strict=True)
        }
        for row in rows
    ]
    return json.dumps(stored, ensure_ascii=False, default=datetime.isoformat)


def among(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a column is one of ``ids``, in the same words however many they are.

    A list of parameters is written, read and planned anew for each length of it.
    """
    if db.is_sqlite() and len(ids) == 1:
        # SQLite takes a list for many rows, and would rather read all of a business.
        return cast("ColumnElement[bool]", column == ids[0])
    if db.is_sqlite():
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(each.c.value))
    else:
        found = column == any_(literal(list(ids), ARRAY(BigInteger)))
    return found
