"""Limits of a team member: to groups of guests, and to outlets. None means all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from app.businesses.models import Outlet
from app.core import audit, db, tenancy
from app.core.ids import GroupId, OutletId, StaffId
from app.people.errors import NotLimitable, UnknownLimit
from app.people.models import Group, GroupMember, Staff, StaffGroup, StaffOutlet
from app.people.rights import LIMITABLE


@dataclass(frozen=True)
class Limits:
    """Whose guests somebody sees and where they sell; an empty set is no limit."""

    groups: frozenset[GroupId] = frozenset()
    outlets: frozenset[OutletId] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is limited."""
        return bool(self.groups or self.outlets)


NO_LIMITS = Limits()


@dataclass(frozen=True)
class GroupView:
    """A group that somebody's guests may be limited to."""

    id: GroupId
    name: str
    is_closed: bool


def groups() -> list[GroupView]:
    """The groups of the business in scope, by name."""
    rows: Iterable[Any] = db.session().execute(
        select(Group.id, Group.name, Group.closed_at.is_not(None)).order_by(Group.name)
    )
    return [GroupView(*row) for row in rows]


def limits_of(staff_id: StaffId) -> Limits:
    """The limits of one team member of the business in scope."""
    session = db.session()
    in_groups = session.scalars(
        select(StaffGroup.group_id).where(StaffGroup.staff_id == staff_id)
    )
    at_outlets = session.scalars(
        select(StaffOutlet.outlet_id).where(StaffOutlet.staff_id == staff_id)
    )
    return Limits(
        frozenset(GroupId(each) for each in in_groups),
        frozenset(OutletId(each) for each in at_outlets),
    )


def guests_of(groups: frozenset[GroupId]) -> Select[Any]:
    """The members in any of some groups of the business in scope, for ``core.reach``.

    A Core statement, for it stands inside the limit and must not be limited itself.
    """
    rows = GroupMember.__table__.alias()
    return select(rows.c.member_id).where(
        rows.c.business_id == tenancy.current(), rows.c.group_id.in_(groups)
    )


def set_limits(*, staff_id: StaffId, limits: Limits) -> None:
    """Limit a team member, or lift limits; raises NotLimitable, UnknownLimit."""
    before = limits_of(staff_id)
    role = db.session().scalar(select(Staff.role).where(Staff.id == staff_id))
    check(role or "", limits)
    if limits == before:
        return
    session = db.session()
    session.execute(delete(StaffGroup).where(StaffGroup.staff_id == staff_id))
    session.execute(delete(StaffOutlet).where(StaffOutlet.staff_id == staff_id))
    session.add_all(
        StaffGroup(staff_id=staff_id, group_id=each) for each in sorted(limits.groups)
    )
    session.add_all(
        StaffOutlet(staff_id=staff_id, outlet_id=each)
        for each in sorted(limits.outlets)
    )
    session.flush()
    audit.note(
        "staff.limits_changed",
        subject=f"staff:{staff_id}",
        before=plain(before),
        after=plain(limits),
    )


def check(role: str, limits: Limits) -> None:
    """Whether a role may have these limits; raises NotLimitable, UnknownLimit.

    A group that was closed since limits all the same: nobody's reach grows by itself.
    """
    if limits and role not in LIMITABLE:
        raise NotLimitable
    own_groups = set(db.session().scalars(select(Group.id)))
    own_outlets = set(db.session().scalars(select(Outlet.id)))
    if not (limits.groups <= own_groups and limits.outlets <= own_outlets):
        raise UnknownLimit


def plain(limits: Limits) -> dict[str, list[int]]:
    """Limits as plain values: in an invitation and in the audit trail."""
    return {"groups": sorted(limits.groups), "outlets": sorted(limits.outlets)}
