"""Whose card is a staff member's own: by person, or by the contact of an invitation."""

from sqlalchemy import func, or_, select

from app.cards import families
from app.core import db
from app.core.ids import MemberId, StaffId
from app.people.models import Member, Person, Staff
from app.trust.errors import OwnCard


def is_own(staff_id: StaffId, member_id: MemberId) -> bool:
    """Whether the member is this staff member, under whatever card (R17, E35).

    Who shares their card with the staff member counts as the same.

    Joined cards belong to the member they were joined into. A second membership with
    the contact that the team knows somebody by is theirs, too.
    """
    contact = func.nullif(Staff.contact, "")
    found = db.session().execute(
        select(Staff.id)
        .select_from(Staff)
        .join(Member, Member.business_id == Staff.business_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Staff.id == staff_id,
            Member.id == member_id,
            or_(
                Staff.person_id == Member.person_id,
                Person.phone == contact,
                Person.email == contact,
            ),
        )
    )
    return found.first() is not None or _is_of_family(staff_id, member_id)


def _is_of_family(staff_id: StaffId, holder_id: MemberId) -> bool:
    """Whether the member shares a card with this staff member."""
    link = families.links().subquery()
    contact = func.nullif(Staff.contact, "")
    found = db.session().execute(
        select(link.c.sharer_id)
        .join(
            Member, func.coalesce(Member.joined_into_id, Member.id) == link.c.member_id
        )
        .join(Person, Person.id == Member.person_id)
        .join(Staff, Staff.business_id == Member.business_id)
        .where(
            Staff.id == staff_id,
            link.c.holder_id == holder_id,
            or_(
                Staff.person_id == Member.person_id,
                Person.phone == contact,
                Person.email == contact,
            ),
        )
    )
    return found.first() is not None


def is_of_team(member_id: MemberId) -> bool:
    """Whether the member works here."""
    found = db.session().execute(
        select(Staff.id)
        .select_from(Staff)
        .join(Member, Member.person_id == Staff.person_id)
        .where(Member.id == member_id, Staff.ended_at.is_(None))
    )
    return found.first() is not None


def check(actor: str, member_id: MemberId) -> None:
    """Refuse who serves themselves; raises OwnCard. Keys of software serve nobody."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and is_own(StaffId(int(number)), member_id):
        raise OwnCard
