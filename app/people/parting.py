"""A membership that leaves a person who is known elsewhere as well.

One business may change or erase who somebody is for it, and must neither learn nor
touch where else they go: the membership then moves to a person of its own.
"""

from collections.abc import Collection

from sqlalchemy import func, select, update

from app.core import clock, db, tenancy
from app.core.ids import MemberId, PersonId
from app.people import actions
from app.people.errors import PersonNotFound
from app.people.models import Consent, Member, Person


def part_from_elsewhere(member_id: MemberId) -> PersonId:
    """The person whom a member of the business in scope is, known nowhere else.

    The same one where that is so already, else somebody new, without name and contact.
    Raises PersonNotFound.
    """
    member = db.session().get(Member, member_id, with_for_update=True)
    if member is None or member.joined_into_id is not None:
        raise PersonNotFound
    person_id = PersonId(member.person_id)
    if not is_known_outside(person_id, {member_id}):
        return person_id
    known = db.session().get_one(Person, person_id)
    other = Person(language=known.language, created_at=clock.now())
    db.session().add(other)
    db.session().flush()
    move(member, PersonId(other.id))
    return PersonId(other.id)


def is_known_outside(person_id: PersonId, member_ids: Collection[int]) -> bool:
    """Whether a person has memberships that lead elsewhere, or works for anybody."""
    present = func.coalesce(Member.joined_into_id, Member.id)
    elsewhere = select(Member.id).where(
        Member.person_id == person_id, present.not_in(member_ids)
    )
    with tenancy.across():
        if db.session().scalar(elsewhere.limit(1)) is not None:
            return True
    return actions.has_role(person_id)


def move(member: Member, target_id: PersonId) -> None:
    """Give a membership of the business in scope, with its consents, to a person."""
    source_id, member.person_id = member.person_id, target_id
    db.session().flush()
    db.session().execute(
        update(Consent)
        .where(Consent.person_id == source_id)
        .values(person_id=target_id)
    )
