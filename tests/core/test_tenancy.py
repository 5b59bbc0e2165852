"""Rows of a business are never touched without saying whose."""

import pytest
from flask import Flask
from sqlalchemy import delete, exists, func, select, update

from app.businesses import actions
from app.businesses.models import Business, Outlet
from app.core import db, tenancy
from app.core.ids import BusinessId


@pytest.fixture
def two(app: Flask) -> tuple[BusinessId, BusinessId]:
    """Two businesses with an outlet each."""
    with db.writing():
        first = actions.found(slug="first", name="First")
        second = actions.found(slug="second", name="Second")
        for business_id in (first, second):
            with tenancy.scope(business_id):
                actions.open_outlet(code="a", name="A", address="", zone="UTC")
    return first, second


def _session() -> db.Session:
    return db.session()


@pytest.mark.parametrize(
    "statement",
    [
        select(Outlet),
        select(Outlet.name),
        select(func.count(Outlet.id)),
        select(func.count()).select_from(Outlet),
        select(Business.name).join(Outlet, Outlet.business_id == Business.id),
        select(Business.id).where(Business.id.in_(select(Outlet.business_id))),
        select(Business.id).where(exists().where(Outlet.name == Business.name)),
        update(Outlet).values(name="x"),
        delete(Outlet),
    ],
)
def test_without_a_scope_every_statement_is_refused(
    two: tuple[BusinessId, BusinessId], statement: object
) -> None:
    with db.writing(), pytest.raises(tenancy.OutOfScope):
        _session().execute(statement)


def test_a_scope_narrows_reads_and_bulk_changes(
    two: tuple[BusinessId, BusinessId],
) -> None:
    first, second = two
    with tenancy.scope(first), db.writing():
        assert len(_session().scalars(select(Outlet)).all()) == 1
        _session().execute(update(Outlet).values(name="mine"))
    with tenancy.scope(second):
        assert _session().scalars(select(Outlet.name)).all() == ["A"]


@pytest.mark.parametrize(
    "statement",
    [
        select(func.count()).select_from(Outlet),
        select(func.count(Business.id)).join(Outlet, Outlet.business_id == Business.id),
        select(func.count()).where(Business.id.in_(select(Outlet.business_id))),
        select(func.count(Business.id)).where(
            exists().where(Outlet.business_id == Business.id)
        ),
    ],
)
def test_a_scope_narrows_what_is_only_joined(
    two: tuple[BusinessId, BusinessId], statement: object
) -> None:
    with tenancy.scope(two[0]):
        assert _session().scalar(statement) == 1


def test_scopes_do_not_leak_into_one_another(
    two: tuple[BusinessId, BusinessId],
) -> None:
    seen = []
    for business_id in (*two, *two):
        with tenancy.scope(business_id):
            seen.append(_session().scalars(select(Outlet.business_id)).one())
    assert seen == [*two, *two]


def test_a_row_of_another_business_cannot_be_written(
    two: tuple[BusinessId, BusinessId],
) -> None:
    first, second = two

    def smuggle() -> None:
        with tenancy.scope(first), db.writing():
            _session().add(Outlet(business_id=second, code="b", name="B", zone="UTC"))
            _session().flush()

    with pytest.raises(tenancy.OutOfScope):
        smuggle()


def test_the_platform_may_look_across(two: tuple[BusinessId, BusinessId]) -> None:
    with tenancy.across():
        assert len(_session().scalars(select(Outlet)).all()) == 2
    with tenancy.across(), pytest.raises(tenancy.OutOfScope):
        tenancy.current()


def test_what_cannot_be_narrowed_is_refused(
    two: tuple[BusinessId, BusinessId],
) -> None:
    """A filtered aggregate alone is no ORM statement: its rows would be everybody's."""
    counted = func.count(Outlet.id).filter(Outlet.is_open)
    with tenancy.scope(two[0]):
        with pytest.raises(tenancy.OutOfScope):
            _session().execute(select(counted))
        assert _session().execute(select(counted).select_from(Outlet)).scalar() == 1
        assert _session().execute(select(func.count(Outlet.id))).scalar() == 1
