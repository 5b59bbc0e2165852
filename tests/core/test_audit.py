"""The audit trail: a line is there if and only if the change is."""

import pytest
from sqlalchemy import select

from app.core import audit, db, tenancy
from app.core.audit import AuditEntry, Author
from tests.world import World


def lines() -> list[tuple[str, str, str]]:
    rows = db.session().execute(
        select(AuditEntry.actor, AuditEntry.origin, AuditEntry.act)
        .where(AuditEntry.subject == "brand")
        .order_by(AuditEntry.id)
    )
    return [tuple(row) for row in rows]


def test_a_line_names_who_was_let_in(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        with db.writing():
            audit.note("brand.published", subject="brand", version=1)
        audit.enter(Author("staff:4", "192.0.2.1 · iPhone"))
        with db.writing():
            audit.note("brand.published", subject="brand", version=2)
        audit.leave()
        assert lines() == [
            ("system", "", "brand.published"),
            ("staff:4", "192.0.2.1 · iPhone", "brand.published"),
        ]


def note_and_fail() -> None:
    with db.writing():
        audit.note("brand.published", subject="brand")
        raise ZeroDivisionError


def test_what_fails_leaves_no_line(world: World) -> None:
    with tenancy.scope(world.coffee.business_id):
        with pytest.raises(ZeroDivisionError):
            note_and_fail()
        assert lines() == []


def test_lines_stay_with_their_business(world: World) -> None:
    with tenancy.scope(world.coffee.business_id), db.writing():
        audit.note("brand.published", subject="brand")
    with tenancy.scope(world.books.business_id):
        assert lines() == []
