"""Many rows at once: one statement, one parameter, whatever their number.

A million rows one by one would cost minutes in the driver alone; here the database
takes a list apart itself. Rows that a unique key refuses are left out.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, literal, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import func, select
from sqlalchemy.types import ARRAY, Text

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
