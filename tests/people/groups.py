"""Groups of guests and people limited to them, for tests."""

from app.core import clock, db, tenancy
from app.core.ids import BusinessId, GroupId, MemberId, OutletId, StaffId
from app.people import limits
from app.people.limits import Limits
from app.people.models import Group, GroupMember


def create_group(
    business_id: BusinessId, name: str, *members: MemberId, is_closed: bool = False
) -> GroupId:
    """A group with some members."""
    with tenancy.scope(business_id), db.writing():
        row = Group(
            name=name,
            created_at=clock.now(),
            closed_at=clock.now() if is_closed else None,
        )
        db.session().add(row)
        db.session().flush()
        for member_id in members:
            db.session().add(
                GroupMember(group_id=row.id, member_id=member_id, added_at=clock.now())
            )
        db.session().flush()
        return GroupId(row.id)


def limit(
    business_id: BusinessId,
    staff_id: int,
    *,
    groups: tuple[GroupId, ...] = (),
    outlets: tuple[OutletId, ...] = (),
) -> None:
    """Limit somebody."""
    with tenancy.scope(business_id), db.writing():
        limits.set_limits(
            staff_id=StaffId(staff_id),
            limits=Limits(frozenset(groups), frozenset(outlets)),
        )
