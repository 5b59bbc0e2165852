"""Statements of the busiest paths: compiled once, run on the driver's own cursor.

SQLAlchemy's way to the driver costs several times what the driver does itself, and a
sale takes a dozen statements. Types, transactions and errors stay SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.core import db

Values = Mapping[str, object]
_Convert = Callable[[Any], Any]


class Rows:
    """What a statement gave back: all its rows, already read."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def one_or_none(self) -> Any:
        """The first row, None without one; for statements that find at most one."""
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row; None without one."""
        return self._rows[0][0] if self._rows else None


class Prepared:
    """A statement with named parameters; ``run`` gives values for all of them.

    Columns' defaults are not applied and an insert returns what it says it returns. A
    limit has to be written out (``db.ONE``): it may not be a parameter of its own.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._plans: dict[str, _Plan] = {}

    def run(self, values: Values) -> Rows:
        """Run it on this context's connection."""
        connection = db.connection()
        return self._plan(connection, values).run(connection, values)

    def run_many(self, values: Sequence[Values]) -> None:
        """Run it once for each of ``values``, which have the same names."""
        connection = db.connection()
        self._plan(connection, values[0]).run_many(connection, values)

    def _plan(self, connection: Connection, values: Values) -> "_Plan":
        plan = self._plans.get(connection.dialect.name)
        if plan is None:
            plan = _Plan(self._statement, connection.dialect, list(values))
            self._plans[connection.dialect.name] = plan
        return plan


class _Plan:
    """A statement for one kind of database."""

    def __init__(self, statement: Any, dialect: Dialect, names: list[str]) -> None:
        compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=names)
        self._sql = compiled.string
        self._order = compiled.positiontup
        self._own = {
            name: value for name, value in compiled.params.items() if name not in names
        }
        self._binders = [
            (name, convert)
            for name, bind in compiled.binds.items()
            if (convert := _of(bind.type, dialect).bind_processor(dialect))
        ]
        columns = getattr(statement, "exported_columns", ())
        self._types = {column.key: column.type for column in columns}
        self._dialect = dialect
        self._gives_rows = True
        self._make: _Convert | None = None
        self._readers: list[tuple[int, _Convert]] = []

    def run(self, connection: Connection, values: Values) -> Rows:
        given = self._bound(values)
        cursor = self._cursor(connection, given)
        try:
            cursor.execute(self._sql, given)
            if self._make is None and self._gives_rows:
                self._learn(cursor.description)
            rows = self._read(cursor) if self._gives_rows else []
            return Rows(rows, cursor.rowcount)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error
        finally:
            cursor.close()

    def run_many(self, connection: Connection, values: Sequence[Values]) -> None:
        given = [self._bound(each) for each in values]
        cursor = self._cursor(connection, given)
        try:
            cursor.executemany(self._sql, given)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._wrapped(error) from error
        finally:
            cursor.close()

    def _bound(self, values: Values) -> Any:
        given = {**self._own, **values}
        for name, convert in self._binders:
            given[name] = convert(given[name])
        return given if self._order is None else [given[name] for name in self._order]

    def _cursor(self, connection: Connection, given: Any) -> Any:
        cursor = connection.connection.cursor()
        # Whoever listens to SQLAlchemy's statements hears these too.
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, cursor, self._sql, given, None, False)
        return cursor

    def _read(self, cursor: Any) -> list[Any]:
        make = cast("_Convert", self._make)
        if not self._readers:
            return [make(row) for row in cursor.fetchall()]
        rows = []
        for row in cursor.fetchall():
            cells = list(row)
            for place, convert in self._readers:
                cells[place] = convert(cells[place])
            rows.append(make(cells))
        return rows

    def _learn(self, description: Sequence[Sequence[Any]] | None) -> None:
        """The names and types of the columns, from the first answer.

        Once only: a driver may put the description together each time it is asked.
        """
        if description is None:
            self._gives_rows = False
            return
        names = [column[0] for column in description]
        readers: list[tuple[int, _Convert]] = []
        for place, column in enumerate(description):
            if column[0] in self._types:
                known = _of(self._types[column[0]], self._dialect)
                convert = known.result_processor(self._dialect, column[1])
                if convert is not None:
                    readers.append((place, convert))
        self._readers = readers
        row: Any = namedtuple("row", names)  # type: ignore[misc]  # noqa: PYI024 - the names come from the database
        self._make = row._make

    def _wrapped(self, error: Exception) -> BaseException:
        """The error as SQLAlchemy would have raised it."""
        return DBAPIError.instance(
            self._sql,
            None,
            error,
            self._dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=self._dialect,
        )


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
