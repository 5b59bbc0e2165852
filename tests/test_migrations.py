"""Migrations: they build what the models say, and the books' triggers with it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

from app.core import clock, db, tenancy
from app.factory import create_app
from app.insights import actions as insights
from tests import databases
from tests.conftest import Database, compressed_assets, release
from tests.world import Shop, World, build_world, sell

BOOKS = ("postings", "entries", "lots", "allocations")


@pytest.fixture
def sold(world: World) -> World:
    """A world in which every book has rows."""
    sell(world.coffee, world.coffee.member, amount_minor=500_00)
    sell(world.coffee, world.coffee.member, amount_minor=500_00, points=5)
    return world


def test_one_line_of_revisions() -> None:
    assert len(ScriptDirectory("migrations").get_heads()) == 1


def test_tables_are_what_the_models_say(app: Flask) -> None:
    context = MigrationContext.configure(db.connection(), opts={"compare_type": True})
    assert compare_metadata(context, db.db.metadata) == []


def test_checks_are_what_the_models_say(app: Flask) -> None:
    """Alembic does not compare them, so we do, by name."""
    inspector = inspect(db.connection())
    for table in db.db.metadata.sorted_tables:
        expected = {
            constraint.name
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        found = {row["name"] for row in inspector.get_check_constraints(table.name)}
        assert found == expected, table.name


def test_sqlite_tables_are_strict(app: Flask, database: Database) -> None:
    if database.kind != "sqlite":
        pytest.skip("SQLite only")
    rows = db.connection().execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    )
    loose = {name for name, sql in rows if not sql.rstrip().endswith("STRICT")}
    assert loose <= {"alembic_version", "sqlite_sequence"}


def attempts() -> Iterator[str]:
    """What nobody may do to the books, not even with SQL in hand."""
    for table in BOOKS:
        yield f"DELETE FROM {table}"
        yield f"UPDATE {table} SET business_id = business_id + 1"
    yield "UPDATE postings SET reason = 'other'"
    yield "UPDATE entries SET amount = amount + 1"
    yield "UPDATE lots SET amount = amount + 1"
    yield "UPDATE lots SET remaining = -1"
    yield "UPDATE lots SET expires_at = NULL"
    yield "UPDATE allocations SET amount = amount + 1"


@pytest.mark.parametrize("statement", list(attempts()))
def test_the_books_refuse(sold: World, statement: str) -> None:
    before = contents()
    with pytest.raises(DBAPIError), db.writing():
        assert db.connection().execute(text(statement)).rowcount > 0
    assert contents() == before


def test_the_books_refuse_to_be_emptied(sold: World, database: Database) -> None:
    if database.kind != "postgresql":
        pytest.skip("only PostgreSQL knows TRUNCATE")
    for table in BOOKS:
        with pytest.raises(DBAPIError), db.writing():
            db.connection().execute(text(f"TRUNCATE {table} CASCADE"))
    assert all(contents().values())


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of the books."""
    db.db.session.rollback()
    return {
        table: [
            tuple(row)
            for row in db.connection().execute(
                text(f"SELECT * FROM {table} ORDER BY id")
            )
        ]
        for table in BOOKS
    }


@pytest.fixture
def apart(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A migrated database of its own: going back and forth reorders its columns."""
    url = databases.postgres().create("apart") if database.kind == "postgresql" else ""
    (tmp_path / "static").symlink_to(compressed_assets(request.config))
    own = create_app(replace(database.config, data_dir=tmp_path, database_url=url))
    with own.app_context():
        flask_migrate.upgrade()
        yield
    release(own)
    if url:
        databases.postgres().drop("apart")


@pytest.mark.usefixtures("apart")
def test_newer_revisions_go_back_and_forth_with_rows() -> None:
    """What is counted ahead comes back as it was counted, and the books stay."""
    shop = build_world().coffee
    for points in (0, 5):
        sell(shop, shop.member, amount_minor=500_00, points=points)
    recount(shop)
    before, days = contents(), figures()
    assert days
    db.db.session.remove()
    flask_migrate.downgrade(revision="0002")
    flask_migrate.upgrade()
    assert (contents(), figures()) == (before, days)


def recount(shop: Shop) -> None:
    """Count the day of the sales."""
    with tenancy.scope(shop.business_id), db.writing():
        day = clock.local_date(clock.now(), shop.zone)
        insights.refresh_outlet_day(outlet_id=shop.outlet_id, day=day)


def figures() -> list[tuple[object, ...]]:
    """What the days of outlets came to."""
    db.db.session.rollback()
    counted = "outlet_id, day, receipts, sales_minor, points_earned, points_spent"
    rows = db.connection().execute(
        text(f"SELECT {counted} FROM outlet_days ORDER BY outlet_id, day")
    )
    return [tuple(row) for row in rows]
