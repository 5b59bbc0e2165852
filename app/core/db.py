"""The database: one session per context, one way to write.

Reads run on a reader and see committed rows only. Changes run inside ``with writing()``
and nowhere else; it is the only place that commits. SQLite is written through one
in-process gate whose waiting writers share a commit; PostgreSQL takes row locks.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import pysqlite3
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    ColumnClause,
    Connection,
    Engine,
    MetaData,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from app.core.config import Config

ROOT = Path(__file__).parents[2]
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
MAX_BATCH = 64
ONE: ColumnClause[int] = literal_column("1")
"""A limit of one row that needs no parameter, for the hottest statements."""
_RETRYABLE = {"40001", "40P01"}


class Base(DeclarativeBase):
    """Base of every row class."""

    metadata = MetaData(naming_convention=NAMING)


class Session(FlaskSession):
    """A session that reads from the reader and writes only inside ``writing()``."""

    writer: Connection | Engine | None = None
    opened: Connection | None = None
    frozen: Connection | None = None

    def get_bind(self, *_: Any, **__: Any) -> Connection | Engine:
        """The writer of the open transaction, else the moment being read, or now."""
        return self.writer or self.frozen or _binds().reader


db = SQLAlchemy(
    model_class=Base,
    session_options={
        "class_": Session,
        "autoflush": False,
        "join_transaction_mode": "create_savepoint",
    },
)
migrate = Migrate(directory=str(ROOT / "migrations"))


class _Batch:
    """Writers that share one commit."""

    def __init__(self) -> None:
        self.size = 0
        self.done = threading.Event()
        self.error: BaseException | None = None


class WriterGate:
    """One SQLite writer at a time; those who wait behind it share its commit.

    SQLite's own queue is unfair (its worst wait is seconds) and each commit waits for
    the disk, so concurrent writers take turns on one connection, a savepoint each, and
    the last in line commits for all. Nobody is told "done" before that commit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(tessera_writer=True)
        self._turn = threading.Lock()
        self._waiting = 0
        self._count = threading.Lock()
        self._connection: Connection | None = None
        self._batch = _Batch()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside an open transaction; returns after the commit."""
        batch = self._enter()
        try:
            yield cast("Connection", self._connection)
        finally:
            if self._waiting and batch.size < MAX_BATCH and self._is_whole():
                self._turn.release()
            else:
                self._commit()
            self._await(batch)
        if batch.error is not None:
            raise batch.error

    def _enter(self) -> _Batch:
        with self._count:
            self._waiting += 1
        self._turn.acquire()
        with self._count:
            self._waiting -= 1
        if self._connection is None:
            try:
                self._connection = self._engine.connect()
                self._connection.begin()
            except BaseException:
                self._close()
                self._turn.release()
                raise
        self._batch.size += 1
        return self._batch

    def _is_whole(self) -> bool:
        """Whether the open transaction is still the one that the batch began.

        A full disk and other grave errors make SQLite roll all of it back, also what
        those who wrote before have done.
        """
        connection = cast("Connection", self._connection)
        if connection.invalidated:
            return False
        raw: Any = connection.connection.dbapi_connection
        return bool(raw.in_transaction)

    def _commit(self) -> None:
        """Commit the open batch, if any, and give the turn away."""
        batch, self._batch = self._batch, _Batch()
        try:
            if self._connection is not None:
                # Said aloud: the driver's own commit is silent where nothing is left.
                self._connection.exec_driver_sql("COMMIT")
                self._connection.commit()
        except BaseException as error:  # noqa: BLE001 - every member of the batch raises it
            batch.error = error
            if self._connection is not None:
                # A refused COMMIT leaves the transaction open in SQLite: drop both.
                self._connection.invalidate()
        finally:
            self._close()
            self._turn.release()
            batch.done.set()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _await(self, batch: _Batch) -> None:
        # The writer we left the commit to may have died at the door: then we commit.
        while not batch.done.wait(0.05):
            if self._turn.acquire(blocking=False):
                self._commit()


class _Binds:
    """The reader and the writer of one application."""

    def __init__(self, engine: Engine) -> None:
        self.gate: WriterGate | None = None
        if engine.dialect.name == "sqlite":
            self.reader, self.writer = engine, engine
            self.gate = WriterGate(engine)
        else:
            self.reader = engine.execution_options(isolation_level="AUTOCOMMIT")
            self.writer = engine


def _binds() -> _Binds:
    return cast("_Binds", current_app.extensions["tessera_binds"])


def is_sqlite() -> bool:
    """Whether the embedded database is in use."""
    return _binds().gate is not None


def settings() -> Config:
    """The settings of the application at work, for subjects that know no Flask."""
    return cast("Config", current_app.extensions["tessera_config"])


def session() -> Session:
    """The session of this context."""
    return cast("Session", db.session())


def connection() -> Connection:
    """The connection of this context's session, for Core statements."""
    current = session()
    if current.writer is None or current.in_nested_transaction():
        # Asking is what makes the session set a savepoint.
        return current.connection()
    # Inside ``writing()`` it stays the same; a sale asks for it a dozen times.
    if current.opened is None or not current.in_transaction():
        current.opened = current.connection()
    return current.opened


@contextmanager
def snapshot() -> Iterator[None]:
    """Let this context read one moment of the database for as long as the block lasts.

    ``writing()`` still works inside; what it writes is not seen before the block ends.
    An open cursor does not survive it: read batch by batch.
    """
    current = session()
    options: dict[str, Any] = (
        {}
        if is_sqlite()
        else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    engine = db.engine.execution_options(**options)
    with engine.connect() as reader, reader.begin():
        current.rollback()
        current.frozen = reader
        try:
            yield
        finally:
            current.rollback()
            current.frozen = None


def after_commit(reaction: Callable[[], None]) -> None:
    """Run ``reaction`` once when the open transaction has been committed."""
    session().info.setdefault("after_commit", {})[reaction] = None


def is_writing() -> bool:
    """Whether a write transaction is open in this context."""
    return session().writer is not None


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction around the block; committed when the block ends.

    Entry points own it, actions never commit. It does not nest. What was read before
    is forgotten, so that decisions inside rest on what the transaction itself sees.
    """
    current = session()
    if current.writer is not None:
        raise RuntimeError("writing() does not nest")
    current.rollback()
    current.expunge_all()
    binds = _binds()
    if binds.gate is None:
        _run_block = _on(current, binds.writer)
        with _run_block:
            yield
    else:
        with binds.gate.transaction() as shared, _on(current, shared):
            yield
    for reaction in current.info.pop("after_commit", {}):
        reaction()


@contextmanager
def _on(current: Session, writer: Connection | Engine) -> Iterator[None]:
    current.writer = writer
    current.info.pop("after_commit", None)
    try:
        yield
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.writer = current.opened = None


def is_retryable(error: BaseException) -> bool:
    """Whether the database asks to run the whole transaction again."""
    return (
        isinstance(error, DBAPIError)
        and getattr(error.orig, "sqlstate", None) in _RETRYABLE
    )


def init(app: Flask, config: Config) -> None:
    """Attach the database to ``app``: engine options, reader, writer, migrations."""
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        {"module": pysqlite3, "connect_args": {"timeout": 15}}
        if config.is_sqlite
        else {
            "pool_size": 16,
            "max_overflow": 16,
            "connect_args": {"options": "-c timezone=UTC -c lock_timeout=10000"},
        }
    )
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=False)
    with app.app_context():
        engine = db.engine
        if config.is_sqlite:
            _tune_sqlite(engine)
        app.extensions["tessera_binds"] = _Binds(engine)


class _SqliteCompiler(SQLiteCompiler):
    """Writes LIMIT as a number.

    SQLite plans by the value of a bound limit, so it compiles such a statement anew
    every time: 145 µs instead of 9 for one row by key.
    """

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """LIMIT and OFFSET without parameters."""
        kw["literal_execute"] = True
        if select._limit_clause is not None and select._offset_clause is None:  # noqa: SLF001 - a dialect's own hook
            return f"\n LIMIT {self.process(select._limit_clause, **kw)}"  # noqa: SLF001
        text: str = super().limit_clause(select, **kw)  # type: ignore[no-untyped-call]
        return text


def _tune_sqlite(engine: Engine) -> None:
    """WAL with full durability, and transactions that begin when we say so."""
    engine.dialect.statement_compiler = _SqliteCompiler

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _: object) -> None:
        raw.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that could write would upgrade its snapshot and fail when it lost
        # the race, so readers cannot write and writers lock at once.
        is_writer = connection.get_execution_options().get("tessera_writer", False)
        raw: Any = connection.connection.dbapi_connection
        if connection.info.get("is_writer") is not is_writer:
            raw.execute(f"PRAGMA query_only={'OFF' if is_writer else 'ON'}")
            connection.info["is_writer"] = is_writer
        raw.execute("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def library_version() -> str:
    """Name and version of the database library in use, for operators."""
    if is_sqlite():
        return f"SQLite {pysqlite3.sqlite_version}"
    return str(connection().execute(text("SELECT version()")).scalar_one()).split(",")[
        0
    ]


@cache
def newest_revision() -> str | None:
    """The newest migration that this code knows."""
    scripts = AlembicConfig()
    scripts.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(scripts).get_current_head()


def current_revision() -> str | None:
    """The migration that the database stands at; None for an empty one."""
    with _binds().reader.connect() as reader:
        return MigrationContext.configure(reader).get_current_revision()
