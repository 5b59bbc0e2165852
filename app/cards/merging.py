"""One human with two memberships: brought together, and taken apart within 30 days.

R23, E36. Both sign-ins go on working and lead to the same cards. Nothing is deleted: the
joined membership, its cards and their numbers stay and lead to the other's.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.businesses import queries as businesses
from app.cards.actions import join_cards, show_change
from app.cards.errors import (
    AlreadyMerged,
    CardNotFound,
    JoinedSince,
    MergeOver,
    MergeSpent,
    SameMember,
)
from app.cards.events import CardChanged
from app.cards.identity_models import Merge
from app.cards.joining import lead
from app.cards.models import Card
from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import CardId, MemberId, ProgrammeId
from app.ledger import actions as ledger
from app.ledger.actions import Cause, Parted
from app.people import groups, traces
from app.people.errors import PersonNotFound
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.lifetime import expires_at

UNDO_FOR = timedelta(days=30)
LONGEST_REASON = 200


def merge(
    *,
    source_id: MemberId,
    target_id: MemberId,
    proof: str,
    actor: str,
    reason: str = "",
) -> int:
    """Join one membership of the business in scope into another; the merge's id.

    Cards of one programme become one with all that stands on them, a debt taken from
    the lots that end soonest (E36); others move as they are. Groups add up. Nobody joins
    anew, so nothing that newcomers get is given again. ``proof`` is ``contacts`` (a code
    to each) or ``manager`` (with a reason). Raises SameMember, AlreadyMerged,
    PersonNotFound, also for members of another business.
    """
    if source_id == target_id:
        raise SameMember
    source, target = _locked(source_id, target_id)
    held = _ids(Card.member_id == source_id)
    cards = [_bring(card, target_id, actor) for card in _in_use(source_id)]
    db.session().execute(
        update(Card).where(Card.member_id == source_id).values(member_id=target_id)
    )
    was_in, entered = groups.ids_of(source_id), groups.ids_of(target_id)
    groups.hand_over(source_id=source_id, target_id=target_id)
    moved = {
        "cards": cards,
        "held": held,
        "groups": sorted(was_in),
        "entered": sorted(was_in - entered),
        "traces": traces.hand_over(source_id, target_id),
        "members": lead(source, target),
    }
    instant = clock.now()
    row = Merge(
        business_id=tenancy.current(),
        source_member_id=source_id,
        target_member_id=target_id,
        proof=proof,
        reason=reason[:LONGEST_REASON],
        actor=actor,
        moved=moved,
        merged_at=instant,
        undo_until=instant + UNDO_FOR,
    )
    db.session().add(row)
    db.session().flush()
    audit.note(
        "identity.merged",
        subject=f"member:{target_id}",
        source=f"member:{source_id}",
        proof=proof,
        cards=len(cards),
    )
    return row.id


def _locked(source_id: MemberId, target_id: MemberId) -> tuple[Member, Member]:
    """Both, locked in one order: of two merges at once, one waits and is refused."""
    found = {}
    for member_id in sorted((source_id, target_id)):
        member = db.session().scalar(
            select(Member)
            .join(Person, Person.id == Member.person_id)
            .where(Member.id == member_id, Person.erased_at.is_(None))
            .with_for_update(of=Member)
            .execution_options(populate_existing=True)
        )
        if member is None:
            raise PersonNotFound
        if member.joined_into_id is not None:
            raise AlreadyMerged
        found[member_id] = member
    return found[source_id], found[target_id]


def _in_use(member_id: int) -> list[Card]:
    """A member's cards in use, read anew: joining changes them behind the session."""
    return list(
        db.session().scalars(
            select(Card)
            .where(Card.member_id == member_id, Card.state == "active")
            .order_by(Card.id)
            .execution_options(populate_existing=True)
        )
    )


def _ids(*which: Any) -> list[int]:
    return list(db.session().scalars(select(Card.id).where(*which).order_by(Card.id)))


def _bring(card: Card, target_id: MemberId, actor: str) -> dict[str, Any]:
    """Join a card into the other member's of its programme, or let it move as it is.

    What was sold one by one always moves: two passes do not become one.
    """
    programme_id, carried = card.programme_id, card.carried_minor
    led = _ids(Card.joined_into_id == card.id)
    is_sold = programmes.programme(ProgrammeId(programme_id)).is_sold
    others = [] if is_sold else _in_use(target_id)
    twin = next((c for c in others if c.programme_id == programme_id), None)
    moved = {"id": card.id, "into": None, "carried": 0, "key": "", "led": led}
    if twin is None:
        show_change(CardId(card.id))
        return moved
    key = join_cards(source_id=CardId(card.id), target_id=CardId(twin.id), actor=actor)
    return moved | {"into": twin.id, "carried": carried, "key": key}


def undo(*, merge_id: int, actor: str, with_debt: bool = True) -> Parted:
    """Take a merge back: each has its own cards, numbers and groups again.

    What was bought, spent and given on the joined card meanwhile stays with the
    membership that it was joined into; the other gets all back that it brought, save
    what has expired. What is gone becomes debt of the card that spent it; without
    ``with_debt`` that is refused (MergeSpent). Raises MergeOver when it is too late or
    done before, JoinedSince when something was joined on top of it, CardNotFound.
    """
    row = db.session().get(
        Merge, merge_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise CardNotFound
    if row.undone_at is not None or clock.now() >= row.undo_until:
        raise MergeOver
    source, target = _still_joined(row)
    parted = [_part(row, moved, actor) for moved in row.moved["cards"]]
    total = Parted(
        points=sum(each.points for each in parted),
        debt=sum(each.debt for each in parted),
        missing=sum(each.missing for each in parted),
    )
    if total.missing and not with_debt:
        raise MergeSpent
    db.session().execute(
        update(Card)
        .where(
            Card.id.in_(row.moved["held"]) | Card.joined_into_id.in_(row.moved["held"])
        )
        .values(member_id=row.source_member_id)
    )
    source.joined_into_id = None
    db.session().execute(
        update(Member)
        .where(Member.id.in_(row.moved["members"]))
        .values(joined_into_id=source.id)
    )
    groups.part(
        source_id=MemberId(source.id),
        target_id=MemberId(target.id),
        was_in=row.moved["groups"],
        entered=row.moved["entered"],
    )
    traces.part(MemberId(source.id), MemberId(target.id), row.moved.get("traces", {}))
    row.undone_at, row.undone_by = clock.now(), actor
    db.session().flush()
    audit.note(
        "identity.parted",
        subject=f"member:{target.id}",
        source=f"member:{source.id}",
        points=total.points,
        missing=total.missing,
    )
    return total


def _still_joined(row: Merge) -> tuple[Member, Member]:
    """Both memberships, locked, when nothing was put on top of the merge."""
    found = {}
    for member_id in sorted((row.source_member_id, row.target_member_id)):
        found[member_id] = db.session().get_one(
            Member, member_id, with_for_update=True, populate_existing=True
        )
    source, target = found[row.source_member_id], found[row.target_member_id]
    if source.joined_into_id != target.id or target.joined_into_id is not None:
        raise JoinedSince
    erased = select(Person.id).where(
        Person.id.in_([source.person_id, target.person_id]),
        Person.erased_at.is_not(None),
    )
    if db.session().scalar(erased) is not None:
        raise MergeOver
    return source, target


def _part(row: Merge, moved: dict[str, Any], actor: str) -> Parted:
    """Give one card back; it leads nowhere any more."""
    card_id = CardId(moved["id"])
    if moved["into"] is None:
        show_change(card_id)
        return Parted()
    session = db.session()
    into = session.scalar(select(Card.joined_into_id).where(Card.id == card_id))
    pair = session.scalars(
        select(Card)
        .where(Card.id.in_([card_id, into]))
        .order_by(Card.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    by_id = {card.id: card for card in pair}
    source, target = by_id[card_id], by_id.get(into or 0)
    if target is None or target.member_id != row.target_member_id:
        raise JoinedSince
    if target.state != "active":
        raise MergeOver
    instant = clock.now()
    zone = businesses.by_id(tenancy.current()).zone
    rules = programmes.current(ProgrammeId(source.programme_id), instant).rules
    # What the card shows was numbered with both versions: it must not go back.
    target.version += 1
    source.version += target.version
    source.state, source.joined_into_id = "active", None
    source.carried_minor = moved["carried"]
    target.carried_minor -= moved["carried"]
    session.flush()
    session.execute(
        update(Card)
        .where(Card.id.in_(moved["led"]))
        .values(joined_into_id=card_id, version=Card.version + target.version)
    )
    parted = ledger.part(
        source_card_id=card_id,
        target_card_id=target.id,
        joined_key=moved["key"],
        cause=Cause(
            key=f"part:{row.id}:{card_id}",
            actor=actor,
            reason="parted_cards",
            occurred_at=instant,
        ),
        expires_at=expires_at(instant, zone, rules),
    )
    for changed in (card_id, target.id):
        outbox.record(CardChanged(business_id=tenancy.current(), card_id=changed))
    return parted
