"""Which business the work at hand belongs to, and a guard that nothing slips past.

Rows of one business carry ``business_id``. An ORM statement on such rows is refused
outside a scope and narrowed to the scope's business inside one. Core statements are
not seen by the guard; they live only in ``core`` and ``ledger`` and name the business.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from sqlalchemy import ClauseElement, ForeignKey, event
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption

from app.core.db import Base
from app.core.ids import BusinessId
from app.core.types import Int

_ALL = BusinessId(0)
_current: ContextVar[BusinessId | None] = ContextVar("business", default=None)
_limits: ContextVar[tuple[ExecutableOption, ...]] = ContextVar("limits", default=())


class OutOfScope(RuntimeError):
    """Rows of a business were touched without saying whose: a programming error."""


class BusinessOwned:
    """Mixin of rows that belong to one business."""

    business_id: Mapped[int] = mapped_column(Int, ForeignKey("businesses.id"))


def current() -> BusinessId:
    """The business of the open scope; raises OutOfScope when there is none."""
    business_id = _current.get()
    if business_id is None or business_id == _ALL:
        raise OutOfScope("no business scope is open")
    return business_id


@contextmanager
def scope(business_id: BusinessId) -> Iterator[None]:
    """Work inside one business."""
    token = _current.set(business_id)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def across() -> Iterator[None]:
    """Work across businesses: sign-in, a person's own cards, the platform's jobs."""
    with scope(_ALL):
        yield


def enter(business_id: BusinessId) -> None:
    """Open a scope that lasts as long as this context (a web request)."""
    _current.set(business_id)
    _limits.set(())


def leave() -> None:
    """Close what ``enter`` opened."""
    _current.set(None)
    _limits.set(())


def narrow(limits: tuple[ExecutableOption, ...]) -> None:
    """Put limits on every later statement of this context (``core.reach``)."""
    _limits.set(limits)


def limits() -> tuple[ExecutableOption, ...]:
    """The limits of this context, for work that goes on when it is left."""
    return _limits.get()


@contextmanager
def narrowed(limits: tuple[ExecutableOption, ...]) -> Iterator[None]:
    """Work under limits that another context had."""
    token = _limits.set(limits)
    try:
        yield
    finally:
        _limits.reset(token)


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    if not _is_owned(state):
        return
    if not state.is_orm_statement:
        raise OutOfScope("a query whose rows cannot be narrowed: add select_from()")
    business_id = _current.get()
    if business_id is None:
        raise OutOfScope("a query on a business's rows needs tenancy.scope()")
    if business_id != _ALL:
        state.statement = state.statement.options(
            with_loader_criteria(
                BusinessOwned,
                lambda row: row.business_id == business_id,
                include_aliases=True,
            ),
            *_limits.get(),
        )


def _is_owned(state: ORMExecuteState) -> bool:
    """Whether the statement touches a business's rows, be it only in a join."""
    mapper = state.bind_mapper
    # Asked first: to list all that is selected costs a tenth of a short statement.
    if mapper is not None and issubclass(mapper.class_, BusinessOwned):
        return True
    if any(issubclass(m.class_, BusinessOwned) for m in state.all_mappers):
        return True
    # Only what is selected counts as a mapper; joined entities hide in the tree.
    entities = (
        part._annotations.get("parententity")  # noqa: SLF001 - no public way
        for part in visitors.iterate(cast("ClauseElement", state.statement))
    )
    return any(
        entity is not None and issubclass(entity.mapper.class_, BusinessOwned)
        for entity in entities
    )


@event.listens_for(Session, "before_flush")
def _check(session: Session, *_: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, BusinessOwned):
            continue
        business_id = _current.get()
        if business_id is None:
            raise OutOfScope("a change of a business's rows needs tenancy.scope()")
        owner = cast("int | None", row.business_id)
        if owner is None:
            row.business_id = current()
        elif business_id not in (_ALL, owner):
            raise OutOfScope("a row of another business")


__all__ = [
    "Base",
    "BusinessOwned",
    "OutOfScope",
    "across",
    "current",
    "enter",
    "leave",
    "limits",
    "narrow",
    "narrowed",
    "scope",
]
