"""Groups and their cards: who enters one gets its cards, who leaves keeps them."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.cards import actions
from app.cards.events import GroupCardsDue
from app.cards.models import Card
from app.core import db, outbox, tenancy
from app.core.ids import BusinessId, CardId, GroupId, MemberId, ProgrammeId
from app.people import audiences as people
from app.people import groups
from app.people.models import GroupMember, Member, Person
from app.programmes import audiences
from app.programmes.models import Programme

AT_ONCE = 20
"""How many cards are issued while somebody waits; more are left to the worker."""
BATCH = 100


def enter(*, group_id: GroupId, member_ids: Sequence[MemberId]) -> list[MemberId]:
    """Take members into a group and give them its cards; who was not in it before.

    The cards of many are issued by the worker, a moment later. Raises GroupNotFound,
    GroupClosed.
    """
    added = groups.add(group_id=group_id, member_ids=member_ids)
    programme_ids = audiences.programmes_of(group_id)
    if len(added) * len(programme_ids) > AT_ONCE:
        order_cards(group_id=group_id)
    else:
        for programme_id in programme_ids:
            for member_id in added:
                actions.issue(member_id=member_id, programme_id=programme_id)
    _show(added)
    return added


def leave(*, group_id: GroupId, member_ids: Sequence[MemberId]) -> list[MemberId]:
    """Let members leave a group; their cards stay, and can be spent (decision 15)."""
    gone = groups.remove(group_id=group_id, member_ids=member_ids)
    _show(gone)
    return gone


def let_in(*, member_id: MemberId, programme_id: ProgrammeId) -> None:
    """Take into a programme's audience who was given its card on paper or plastic.

    They enter the first open group that it is for; a programme for everybody asks for
    none. Without an open group nothing happens: the card spends and earns nothing.
    """
    audience = audiences.audience(programme_id)
    if audience.is_for_everyone:
        return
    if audience.has(group.id for group in people.groups_of(member_id)):
        return
    for group in people.groups():
        if group.is_open and group.id in audience.group_ids:
            groups.add(group_id=group.id, member_ids=[member_id])
            return


def order_cards(*, group_id: GroupId) -> None:
    """Have the worker give every member of a group the cards that they lack."""
    outbox.record(GroupCardsDue(business_id=tenancy.current(), group_id=group_id))


def give_cards(fact: GroupCardsDue) -> None:
    """Issue what a group's members lack, a few in each transaction; handles the fact.

    A repeat issues what is still missing, if anything is.
    """
    group_id = GroupId(fact.group_id)
    with tenancy.scope(BusinessId(fact.business_id)):
        for programme_id in audiences.programmes_of(group_id):
            while _give_some(group_id, programme_id):
                pass


def missing(group_id: GroupId, programme_id: ProgrammeId) -> int:
    """How many members of a group have no card of a programme in use."""
    lacking = _lacking(group_id, programme_id).subquery()
    found = db.session().execute(select(func.count()).select_from(lacking))
    return int(found.scalar_one())


def _give_some(group_id: GroupId, programme_id: ProgrammeId) -> int:
    with db.writing():
        if programme_id not in audiences.programmes_of(group_id):
            return 0
        found = db.session().scalars(_lacking(group_id, programme_id).limit(BATCH))
        lacking = [MemberId(member_id) for member_id in found]
        for member_id in lacking:
            actions.issue(member_id=member_id, programme_id=programme_id)
    return len(lacking)


def _lacking(group_id: GroupId, programme_id: ProgrammeId) -> Select[int]:
    card = aliased(Card)
    held = select(card.member_id).where(
        card.programme_id == programme_id,
        card.state == "active",
        card.member_id == GroupMember.member_id,
    )
    return (
        select(GroupMember.member_id)
        .join(Member, Member.id == GroupMember.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            GroupMember.group_id == group_id,
            Person.erased_at.is_(None),
            ~held.exists(),
        )
        .order_by(GroupMember.member_id)
    )


def _show(member_ids: Sequence[MemberId]) -> None:
    """Let the cards that are for groups say how their holders stand to them now."""
    session = db.session()
    for start in range(0, len(member_ids), BATCH):
        found = session.scalars(
            select(Card.id)
            .join(Programme, Programme.id == Card.programme_id)
            .where(
                Card.member_id.in_(member_ids[start : start + BATCH]),
                Card.state == "active",
                ~Programme.is_for_everyone,
            )
            .order_by(Card.id)
        )
        for card_id in list(found):
            actions.show_change(CardId(card_id))
