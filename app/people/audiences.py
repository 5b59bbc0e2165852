"""Every read of groups: which there are, who is in them, whose link a code is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.core import db, errors
from app.core.ids import GroupId, MemberId
from app.people.models import Group, GroupMember

LONGEST_CODE = 64


class GroupNotFound(errors.NotFound):
    """There is no such group in this business, or its link has ended."""

    code = "group_not_found"
    sentence = "This group does not exist."


@dataclass(frozen=True)
class GroupView:
    """A group of members as the office shows it."""

    id: GroupId
    name: str
    created_at: datetime
    closed_at: datetime | None
    join_code: str | None
    count: int

    @property
    def is_open(self) -> bool:
        """Whether it takes members in."""
        return self.closed_at is None


_COUNT = (
    select(func.count(GroupMember.id))
    .where(
        GroupMember.business_id == Group.business_id, GroupMember.group_id == Group.id
    )
    .correlate(Group)
    .scalar_subquery()
)
_GROUP = select(
    Group.id, Group.name, Group.created_at, Group.closed_at, Group.join_code, _COUNT
)


def groups() -> list[GroupView]:
    """The business's groups, open ones first, each by name."""
    return _views(_GROUP.order_by(Group.closed_at.is_not(None), Group.name, Group.id))


def group(group_id: GroupId) -> GroupView:
    """One group; raises GroupNotFound, also for another business's."""
    return _one(_GROUP.where(Group.id == group_id))


def group_of_code(code: str) -> GroupView:
    """The open group that a link leads into; raises GroupNotFound."""
    if not code or len(code) > LONGEST_CODE or not code.isascii() or "\0" in code:
        raise GroupNotFound
    return _one(_GROUP.where(Group.join_code == code, Group.closed_at.is_(None)))


def groups_of(member_id: MemberId) -> list[GroupView]:
    """The groups that a member is in, by name."""
    mine = select(GroupMember.group_id).where(GroupMember.member_id == member_id)
    return _views(
        _GROUP.where(Group.id.in_(mine.scalar_subquery())).order_by(
            Group.name, Group.id
        )
    )


def is_in(group_id: GroupId, member_id: MemberId) -> bool:
    """Whether a member is in a group."""
    found = db.session().execute(
        select(GroupMember.id).where(
            GroupMember.group_id == group_id, GroupMember.member_id == member_id
        )
    )
    return found.first() is not None


def _views(statement: Any) -> list[GroupView]:
    rows: Iterable[Any] = db.session().execute(statement)
    return [GroupView(*row) for row in rows]


def _one(statement: Any) -> GroupView:
    found = _views(statement)
    if not found:
        raise GroupNotFound
    return found[0]
