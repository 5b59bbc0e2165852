"""Programmes and their versions: append-only, the one in force by its start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.core import clock as app_clock
from app.core import db, tenancy
from app.core.ids import ProgrammeId
from app.programmes import actions, queries
from app.programmes.kinds.points import PointsRules
from app.programmes.stored import to_json
from tests.conftest import Clock
from tests.world import create_business, create_programme

SEVEN = PointsRules(rate_basis_points=700)
NINE = PointsRules(rate_basis_points=900)


@pytest.fixture
def programme_id(app: Flask) -> Iterator[ProgrammeId]:
    """A programme with default rules, in the scope of its business."""
    business_id = create_business(slug="versions")
    programme_id = create_programme(business_id, PointsRules())
    with tenancy.scope(business_id):
        yield programme_id


def change(programme_id: ProgrammeId, rules: PointsRules, **more: datetime) -> None:
    """Change rules as a member of staff."""
    with db.writing():
        actions.change_rules(
            programme_id=programme_id, rules=rules, actor="staff:7", **more
        )


def rate(programme_id: ProgrammeId, at: datetime) -> int:
    """The rate in force at an instant."""
    return queries.current(programme_id, at).rules.rate_basis_points


def test_a_change_adds_a_version(programme_id: ProgrammeId, clock: Clock) -> None:
    before = clock.now
    old = queries.current(programme_id, before)
    clock.advance(days=1)
    change(programme_id, SEVEN)
    assert rate(programme_id, before) == 500
    assert rate(programme_id, clock.now - timedelta(seconds=1)) == 500
    assert rate(programme_id, clock.now) == 700
    assert queries.version(old.id) == old
    newest, oldest = queries.versions(programme_id)
    assert (newest.number, newest.created_by) == (2, 7)
    assert (oldest.number, oldest.created_by) == (1, None)


def test_before_the_first_version_the_first_applies(programme_id: ProgrammeId) -> None:
    assert rate(programme_id, datetime(1999, 1, 1, tzinfo=UTC)) == 500


def test_a_planned_version_waits_for_its_day(
    programme_id: ProgrammeId, clock: Clock
) -> None:
    change(programme_id, NINE, starts_at=clock.now + timedelta(days=10))
    change(programme_id, SEVEN)
    assert rate(programme_id, clock.now) == 700
    assert rate(programme_id, clock.now + timedelta(days=10)) == 900


def test_rules_may_not_reach_back(programme_id: ProgrammeId, clock: Clock) -> None:
    with pytest.raises(actions.StartInPast):
        change(programme_id, SEVEN, starts_at=clock.now - timedelta(seconds=1))
    assert len(queries.versions(programme_id)) == 1


def test_a_version_that_was_rolled_back_is_forgotten(
    programme_id: ProgrammeId,
) -> None:
    def fail() -> None:
        with db.writing():
            actions.change_rules(
                programme_id=programme_id, rules=SEVEN, actor="staff:7"
            )
            assert rate(programme_id, app_clock.now()) == 700
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    change(programme_id, NINE)
    assert rate(programme_id, app_clock.now()) == 900


def test_the_current_version_takes_one_statement(programme_id: ProgrammeId) -> None:
    statements = []

    def note(_1: object, _2: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(db.db.engine, "before_cursor_execute", note)
    try:
        queries.current(programme_id, app_clock.now())
    finally:
        event.remove(db.db.engine, "before_cursor_execute", note)
    assert len(statements) == 1


def test_names_are_unique_and_shown(programme_id: ProgrammeId) -> None:
    with db.writing(), pytest.raises(actions.NameTaken):
        actions.create(name=" Points ", rules=SEVEN, actor="staff:7")
    for name in ("", "  ", "x" * 61, "a\u202eb", "a\x00b"):
        with db.writing(), pytest.raises(actions.BadName):
            actions.create(name=name, rules=SEVEN, actor="staff:7")
    with db.writing():
        actions.rename(programme_id=programme_id, name="Зёрна  и  баллы")
    assert queries.programme(programme_id).name == "Зёрна и баллы"


def test_the_oldest_open_programme_is_the_default(programme_id: ProgrammeId) -> None:
    with db.writing(), pytest.raises(actions.LastProgramme):
        actions.close(programme_id=programme_id)
    with db.writing():
        second = actions.create(name="Second", rules=SEVEN, actor="staff:7")
    assert queries.default_programme().id == programme_id
    with db.writing():
        actions.close(programme_id=programme_id)
    assert queries.default_programme().id == second
    assert [row.id for row in queries.programmes()] == [second, programme_id]
    with db.writing():
        actions.reopen(programme_id=programme_id)
    assert queries.default_programme().id == programme_id


def test_another_business_has_no_such_programme(programme_id: ProgrammeId) -> None:
    version_id = queries.versions(programme_id)[0].id
    with tenancy.scope(create_business(slug="other")):
        with pytest.raises(queries.ProgrammeNotFound):
            queries.current(programme_id, app_clock.now())
        with pytest.raises(queries.ProgrammeNotFound):
            queries.version(version_id)
        with pytest.raises(queries.ProgrammeNotFound):
            change(programme_id, SEVEN)
        with pytest.raises(queries.ProgrammeNotFound):
            queries.default_programme()


def test_rules_are_stored_whole(programme_id: ProgrammeId) -> None:
    change(programme_id, NINE)
    newest = queries.versions(programme_id)[0]
    assert to_json(newest.rules) == to_json(NINE)
