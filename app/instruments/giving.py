"""Giving cards away from the office: to one guest, or to everybody in a group."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core import db, errors
from app.core.ids import GroupId, MemberId, ProgrammeId
from app.instruments.selling import Order, sell
from app.people.models import GroupMember, Member, Person

MOST_AT_ONCE = 200


class TooManyAtOnce(errors.Refused):
    """A group is larger than what is given in one go."""

    code = "too_many_at_once"
    sentence = "At most %(limit)s cards are given at once. Choose a smaller group."


class NobodyInGroup(errors.Refused):
    """The group is empty."""

    code = "nobody_in_group"
    sentence = "Nobody is in this group yet."


def give(
    *,
    programme_id: ProgrammeId,
    member_ids: Sequence[MemberId],
    actor: str,
    amount_minor: int | None = None,
    event_id: int | None = None,
    message: str = "",
) -> int:
    """Give each of these members a card for nothing; how many.

    Raises what ``sell`` does; all get one, or nobody. TooManyAtOnce, NobodyInGroup.
    """
    if not member_ids:
        raise NobodyInGroup
    if len(member_ids) > MOST_AT_ONCE:
        raise TooManyAtOnce(limit=MOST_AT_ONCE)
    for member_id in member_ids:
        order = Order(
            programme_id=programme_id,
            member_id=member_id,
            actor=actor,
            amount_minor=amount_minor,
            event_id=event_id,
            is_gift=True,
            message=message,
        )
        sell(order)
    return len(member_ids)


def members_of(group_id: GroupId) -> list[MemberId]:
    """Who is in a group and was not erased; one more than can be given at once."""
    found = db.session().scalars(
        select(GroupMember.member_id)
        .join(Member, Member.id == GroupMember.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(GroupMember.group_id == group_id, Person.erased_at.is_(None))
        .order_by(GroupMember.member_id)
        .limit(MOST_AT_ONCE + 1)
    )
    return [MemberId(each) for each in found]
