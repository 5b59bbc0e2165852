"""Changes of groups: made, named, closed; who enters them and who leaves."""

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, update

from app.core import audit, clock, db, errors, ids, tenancy, unique
from app.core.ids import GroupId, MemberId, PersonId
from app.people.audiences import GroupNotFound
from app.people.models import Group, GroupMember, Member, Person

MAX_NAME = 60
_CODE_BYTES = 12
_STEP = 500


class BadGroupName(errors.Refused):
    """The name is empty, too long or holds characters that nobody sees."""

    code = "bad_group_name"
    sentence = "Give the group a name of 1 to 60 characters."


class GroupNameTaken(errors.Refused):
    """Another group of the business has this name."""

    code = "group_name_taken"
    status = 409
    sentence = "There is already a group with this name. Choose another one."


class GroupClosed(errors.Refused):
    """A closed group takes nobody in."""

    code = "group_closed"
    sentence = "This group is closed. Open it again to add members."


def create(*, name: str) -> GroupId:
    """Make a group; raises BadGroupName, GroupNameTaken."""
    group = Group(
        business_id=tenancy.current(), name=_clean(name), created_at=clock.now()
    )
    _name(group)
    audit.note("group.created", subject=f"group:{group.id}", name=group.name)
    return GroupId(group.id)


def rename(*, group_id: GroupId, name: str) -> None:
    """Give a group another name; raises BadGroupName, GroupNameTaken."""
    group = _locked(group_id)
    name, before = _clean(name), group.name
    if name == before:
        return
    group.name = name
    _name(group)
    audit.note(
        "group.renamed", subject=f"group:{group_id}", before=before, after=group.name
    )


def close(*, group_id: GroupId) -> None:
    """Take nobody in any more, by the link neither; who is in it stays."""
    group = _locked(group_id)
    if group.closed_at is None:
        group.closed_at, group.join_code = clock.now(), None
        audit.note("group.closed", subject=f"group:{group_id}")
        db.session().flush()


def reopen(*, group_id: GroupId) -> None:
    """Take members in again; a link has to be made anew."""
    group = _locked(group_id)
    if group.closed_at is not None:
        group.closed_at = None
        audit.note("group.reopened", subject=f"group:{group_id}")
        db.session().flush()


def make_link(*, group_id: GroupId) -> str:
    """A new secret for entering the group by a link; the one before ends.

    Ninety-six random bits: nobody guesses it. Raises GroupClosed.
    """
    group = _open(group_id)
    code = ids.token(_CODE_BYTES)
    group.join_code = code
    audit.note("group.link_made", subject=f"group:{group_id}")
    db.session().flush()
    return code


def end_link(*, group_id: GroupId) -> None:
    """Nobody enters by the link any more."""
    group = _locked(group_id)
    if group.join_code is not None:
        group.join_code = None
        audit.note("group.link_ended", subject=f"group:{group_id}")
        db.session().flush()


def add(*, group_id: GroupId, member_ids: Iterable[MemberId]) -> list[MemberId]:
    """Take members in; those who were not in it before, in the order of their ids.

    Members of another business, and those who were erased, are left out. Raises
    GroupClosed.
    """
    _open(group_id)
    session, instant = db.session(), clock.now()
    wanted, added = sorted(set(member_ids)), list[MemberId]()
    for start in range(0, len(wanted), _STEP):
        fresh = _outside(group_id, wanted[start : start + _STEP])
        if fresh:
            session.execute(
                insert(GroupMember),
                [
                    {
                        "business_id": tenancy.current(),
                        "group_id": group_id,
                        "member_id": member_id,
                        "added_at": instant,
                    }
                    for member_id in fresh
                ],
            )
        added += fresh
    if added:
        audit.note("group.entered", subject=f"group:{group_id}", count=len(added))
    return added


def remove(*, group_id: GroupId, member_ids: Iterable[MemberId]) -> list[MemberId]:
    """Let members leave; those who were in it."""
    _locked(group_id)
    session, wanted = db.session(), sorted(set(member_ids))
    gone: list[MemberId] = []
    for start in range(0, len(wanted), _STEP):
        part = (
            GroupMember.group_id == group_id,
            GroupMember.member_id.in_(wanted[start : start + _STEP]),
        )
        inside = session.scalars(select(GroupMember.member_id).where(*part))
        gone += [MemberId(member_id) for member_id in inside]
        session.execute(delete(GroupMember).where(*part))
    if gone:
        audit.note("group.left", subject=f"group:{group_id}", count=len(gone))
    return sorted(gone)


def hand_over(*, source_id: MemberId, target_id: MemberId) -> None:
    """Put one member into every group of another, who leaves them all."""
    session = db.session()
    groups = select(GroupMember.group_id).where(GroupMember.member_id == target_id)
    session.execute(
        update(GroupMember)
        .where(
            GroupMember.member_id == source_id,
            GroupMember.group_id.not_in(groups.scalar_subquery()),
        )
        .values(member_id=target_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(GroupMember).where(GroupMember.member_id == source_id))


def ids_of(member_id: MemberId) -> set[int]:
    """The ids of the groups that a member is in."""
    inside = select(GroupMember.group_id).where(GroupMember.member_id == member_id)
    return set(db.session().scalars(inside))


def part(
    *,
    source_id: MemberId,
    target_id: MemberId,
    was_in: Sequence[int],
    entered: Sequence[int],
) -> None:
    """Undo ``hand_over``: the source is in its groups again, the target in its own."""
    session = db.session()
    session.execute(
        delete(GroupMember)
        .where(GroupMember.member_id == target_id, GroupMember.group_id.in_(entered))
        .execution_options(synchronize_session=False)
    )
    there = ids_of(source_id)
    session.add_all(
        GroupMember(group_id=group_id, member_id=source_id, added_at=clock.now())
        for group_id in was_in
        if group_id not in there
    )
    session.flush()


def forget(person_id: PersonId) -> None:
    """Take a person out of every group of every business: they are being erased."""
    mine = select(Member.id).where(Member.person_id == person_id)
    with tenancy.across():
        db.session().execute(
            delete(GroupMember)
            .where(GroupMember.member_id.in_(mine))
            .execution_options(synchronize_session=False)
        )


def _outside(group_id: GroupId, wanted: Sequence[MemberId]) -> list[MemberId]:
    """Those of the wanted who can enter and are not in the group."""
    inside = select(GroupMember.member_id).where(GroupMember.group_id == group_id)
    found = db.session().scalars(
        select(Member.id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Member.id.in_(wanted),
            Person.erased_at.is_(None),
            Member.id.not_in(inside.scalar_subquery()),
        )
        .order_by(Member.id)
    )
    return [MemberId(member_id) for member_id in found]


def _locked(group_id: GroupId) -> Group:
    """The row, locked: who enters one group at the same time waits for the other."""
    group = db.session().scalar(
        select(Group)
        .where(Group.id == group_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if group is None:
        raise GroupNotFound
    return group


def _open(group_id: GroupId) -> Group:
    group = _locked(group_id)
    if group.closed_at is not None:
        raise GroupClosed
    return group


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    is_shown = all(unicodedata.category(letter)[0] != "C" for letter in clean)
    if not 1 <= len(clean) <= MAX_NAME or not is_shown:
        raise BadGroupName
    return clean


def _name(group: Group) -> None:
    """Write; the unique key decides, also between two at once."""
    if not unique.is_added(group):
        raise GroupNameTaken
