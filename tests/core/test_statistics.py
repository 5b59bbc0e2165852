"""SQLite finds rows by their keys once it knows how they are spread."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from app.core import bulk, db, statistics, tenancy
from app.core.audit import AuditEntry, note
from tests.world import World


def plan() -> str:
    statement = select(AuditEntry.id).where(
        bulk.among(AuditEntry.id, [1, 2, 3]), AuditEntry.business_id == 1
    )
    words = statement.compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    rows = db.session().execute(text(f"EXPLAIN QUERY PLAN {words}")).all()
    db.session().rollback()
    return rows[0].detail


def test_rows_named_by_their_keys_are_not_looked_for_in_all(world: World) -> None:
    if not db.is_sqlite():
        pytest.skip("SQLite only: PostgreSQL counts by itself")
    with tenancy.scope(world.coffee.business_id), db.writing():
        for number in range(300):
            note("look.published", subject=f"look:{number}")
    assert "business_id" in plan()
    statistics.refresh()
    assert "INTEGER PRIMARY KEY" in plan()
