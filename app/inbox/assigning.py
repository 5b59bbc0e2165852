"""Who of the team answers a line of the inbox: chosen, taken, given back."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, false, select

from app.core import clock, db, live, locking, tenancy, unique
from app.core.ids import StaffId
from app.inbox.errors import NotOfTheTeam, TakenByColleague
from app.inbox.items import Source, Wanted
from app.inbox.models import Assignment
from app.people import queries as people
from app.people.rights import Right, rights_of


def team(right: Right) -> dict[StaffId, str]:
    """Who of the present team has a right and sees all guests.

    Somebody limited to groups of guests is left out: what is handed to them might be
    of a guest whom they may not see.
    """
    return {
        each.id: each.name
        for each in people.staff()
        if right in rights_of(each.role) and not each.is_limited_to_groups
    }


def by_assignee(
    wanted: Wanted, closed_by: SQLColumnExpression[Any]
) -> list[ColumnElement[bool]]:
    """How who answers narrows a list that is joined to its assignments.

    ``closed_by`` is who answered what is done.
    """
    is_done, staff_id = wanted.state == "done", Assignment.staff_id
    where: list[ColumnElement[bool]] = []
    if wanted.state == "working":
        where.append(staff_id.is_not(None))
    if wanted.state == "new":
        where.append(staff_id.is_(None))
    if wanted.staff_id is not None:
        where.append((closed_by if is_done else staff_id) == wanted.staff_id)
    if wanted.is_free:
        where.append(false() if is_done else staff_id.is_(None))
    return where


def take(*, source: Source, kind: str, item_id: int, staff_id: StaffId) -> None:
    """Take on what nobody did, or have it already. Runs inside ``writing()``.

    Raises NotFound, TakenByColleague, and whatever the source refuses.
    """
    # Who reaches for it in the same moment reads the line when this one has it.
    locking.lock(f"inbox:{kind}:{item_id}")
    before = source.assignee(kind, item_id)
    if before not in {None, staff_id}:
        raise TakenByColleague
    source.assign(kind, item_id, staff_id, me=staff_id)


def hand_over(
    *,
    source: Source,
    kind: str,
    item_id: int,
    staff_id: StaffId | None,
    me: StaffId,
) -> None:
    """Let somebody else answer, or whoever comes first.

    Raises NotFound, NotOfTheTeam, and whatever the source refuses.
    """
    source.assignee(kind, item_id)
    if staff_id is not None and staff_id not in {me, *source.able(kind, item_id)}:
        raise NotOfTheTeam
    source.assign(kind, item_id, staff_id, me=me)


def assignee(kind: str, subject_id: int) -> StaffId | None:
    """Who took something on that has no column for it."""
    found = db.session().scalar(
        select(Assignment.staff_id).where(
            Assignment.kind == kind, Assignment.subject_id == subject_id
        )
    )
    return None if found is None else StaffId(found)


def keep(kind: str, subject_id: int, staff_id: StaffId | None) -> None:
    """Write down who answers something that has no column for it."""
    row = _locked(kind, subject_id)
    live.ring_inbox()
    if staff_id is None:
        db.session().execute(
            delete(Assignment).where(
                Assignment.kind == kind, Assignment.subject_id == subject_id
            )
        )
        return
    row = row or _added(kind, subject_id, staff_id)
    row.staff_id, row.assigned_at = staff_id, clock.now()
    db.session().flush()


def _locked(kind: str, subject_id: int) -> Assignment | None:
    return db.session().scalar(
        select(Assignment)
        .where(Assignment.kind == kind, Assignment.subject_id == subject_id)
        .with_for_update()
    )


def _added(kind: str, subject_id: int, staff_id: StaffId) -> Assignment:
    row = Assignment(
        business_id=tenancy.current(),
        kind=kind,
        subject_id=subject_id,
        staff_id=staff_id,
        assigned_at=clock.now(),
    )
    if not unique.is_added(row):
        # A colleague reached for it in the same moment; theirs was first.
        raise TakenByColleague
    return row
