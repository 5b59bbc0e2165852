"""What a member was told: forgotten with them, or read on by who they turned out to be."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, union, update

from app.core import db, tenancy
from app.core.ids import MemberId, PersonId
from app.notifications.models import Delivery, MessageChoice, MessageHabit, Notice
from app.people import unread
from app.people.models import Member
from app.people.traces import Moved, Traces


def _forget(person_id: PersonId, contacts: Sequence[str]) -> None:
    """Nothing that they were told, and how they wanted to be, stays (R24)."""
    del contacts
    with tenancy.across():
        mine = Member.person_id == person_id
        # What a joined membership was told is read on by the other one.
        members: Any = union(
            select(Member.id).where(mine), select(Member.joined_into_id).where(mine)
        )
        told = select(Notice.id).where(Notice.member_id.in_(members))
        for which in (
            delete(Delivery).where(Delivery.notice_id.in_(told)),
            delete(Notice).where(Notice.member_id.in_(members)),
            delete(MessageChoice).where(MessageChoice.member_id.in_(members)),
            delete(MessageHabit).where(MessageHabit.member_id.in_(members)),
        ):
            db.session().execute(which.execution_options(synchronize_session=False))


def _move(source_id: PersonId, target_id: PersonId) -> None:
    """Notices hang on memberships, which are handed over one by one."""


def _hand_over(source_id: MemberId, target_id: MemberId) -> Moved:
    """What both were told stays with each; the rest is read by who goes on (R23).

    How to write to them is for who goes on to say: their own choices hold.
    """
    theirs = select(Notice.kind, Notice.occurrence).where(Notice.member_id == target_id)
    known = {tuple(row) for row in db.session().execute(theirs)}
    own = db.session().execute(
        select(Notice.id, Notice.kind, Notice.occurrence).where(
            Notice.member_id == source_id
        )
    )
    moved = [each.id for each in own if (each.kind, each.occurrence) not in known]
    _give(moved, target_id)
    _recount(source_id, target_id)
    return {"notices": moved}


def _part(source_id: MemberId, target_id: MemberId, moved: Moved) -> None:
    _give(moved["notices"], source_id)
    _recount(source_id, target_id)


def _recount(*member_ids: MemberId) -> None:
    """Let the badges of both say how much is new to each now."""
    for member_id in member_ids:
        left = select(func.count(Notice.id)).where(
            Notice.member_id == member_id, Notice.read_at.is_(None)
        )
        unread.count_notices(member_id, db.session().scalar(left) or 0)


def _give(notice_ids: Sequence[int], member_id: MemberId) -> None:
    db.session().execute(
        update(Notice)
        .where(Notice.id.in_(notice_ids))
        .values(member_id=member_id)
        .execution_options(synchronize_session=False)
    )


TRACES = Traces(forget=_forget, move=_move, hand_over=_hand_over, part=_part)
