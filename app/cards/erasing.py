"""Erasing a person with all their cards, in every business (R24, E37)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from app.cards import family
from app.cards.actions import touch
from app.cards.events import CardChanged, CardErased
from app.cards.identity_models import CardPin, Merge
from app.cards.models import Card, CardNumber
from app.core import clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId, MemberId, PersonId
from app.ledger.actions import Cause, forfeit
from app.people import erasing, parting
from app.people.models import Member
from app.programmes.models import Programme


@dataclass(frozen=True)
class Erased:
    """What was given up, over all businesses."""

    cards: int
    points: int


def erase(*, person_id: PersonId, actor: str) -> Erased:
    """Close every card of a person, write off what stands on it, forget who they were.

    Receipts and postings stay under their numbers, and the books still balance. Other
    sign-ins of the same human, joined in every business that they know, are forgotten
    with them. Done once: a repeat changes nothing. Raises PersonNotFound, OnlyOwner.
    """
    if not erasing.begin(person_id):
        return Erased(cards=0, points=0)
    joined = _joined_persons(person_id)
    found = _cards_of(person_id)
    points = 0
    for business_id, card_id in found:
        with tenancy.scope(business_id):
            points += _close(card_id, actor)
    _forget_merges(person_id)
    family.end_all_of_person(person_id)
    erasing.forget(person_id)
    for other_id in joined:
        if erasing.begin(other_id):
            family.end_all_of_person(other_id)
            erasing.forget(other_id)
    return Erased(cards=len(found), points=points)


def erase_here(*, member_id: MemberId, actor: str) -> Erased:
    """Erase a member of the business in scope at their signed word.

    Whoever has cards of other businesses, or a role, keeps those: what is erased is who
    they are here. Raises PersonNotFound, OnlyOwner.
    """
    return erase(person_id=parting.part_from_elsewhere(member_id), actor=actor)


def _present() -> Any:
    return func.coalesce(Member.joined_into_id, Member.id)


def _joined_persons(person_id: PersonId) -> list[PersonId]:
    """Those whose every membership leads where this person's do."""
    with tenancy.across():
        session = db.session()
        own = session.scalars(select(_present()).where(Member.person_id == person_id))
        shared = set(own)
        others = session.scalars(
            select(Member.person_id)
            .where(_present().in_(shared), Member.person_id != person_id)
            .distinct()
        ).all()
        return [
            PersonId(other)
            for other in sorted(others)
            if not parting.is_known_outside(PersonId(other), shared)
        ]


def _cards_of(person_id: PersonId) -> list[tuple[BusinessId, CardId]]:
    """All of them, in the order of locks: ``touch`` goes from a joined card to its other.

    The other first would meet a sale with the joined one's code head on.
    """
    owned = (
        select(Card.business_id, Card.id)
        .join(Member, _present() == Card.member_id)
        .where(Member.person_id == person_id, Card.state != "closed")
        .order_by(Card.business_id, Card.joined_into_id.is_(None), Card.id)
    )
    with tenancy.across():
        return [
            (BusinessId(row[0]), CardId(row[1])) for row in db.session().execute(owned)
        ]


def _close(card_id: CardId, actor: str) -> int:
    """Nothing is found by this card any more; whatever shows it is told."""
    touch(card_id)
    points = forfeit(
        card_id=card_id,
        cause=Cause(
            key=f"erase:{card_id}",
            actor=actor,
            reason="erasure",
            occurred_at=clock.now(),
        ),
    )
    session = db.session()
    session.execute(delete(CardNumber).where(CardNumber.card_id == card_id))
    session.execute(
        update(CardNumber)
        .where(CardNumber.claimed_by_id == card_id)
        .values(claimed_by_id=None)
    )
    family.end_all_of_card(card_id)
    session.execute(delete(CardPin).where(CardPin.card_id == card_id))
    session.execute(
        update(Card).where(Card.id == card_id).values(state="closed", carried_minor=0)
    )
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))
    outbox.record(CardErased(business_id=tenancy.current(), card_id=card_id))
    # Points are what the certificate counts: kopecks and stamps have no sum with them.
    return points if _holds_points(card_id) else 0


def _holds_points(card_id: CardId) -> bool:
    unit = (
        select(Programme.unit)
        .join(Card, Card.programme_id == Programme.id)
        .where(Card.id == card_id)
    )
    return db.session().scalar(unit) == "point"


def _forget_merges(person_id: PersonId) -> None:
    """Why two were joined may name them."""
    mine = select(Member.id).where(Member.person_id == person_id)
    with tenancy.across():
        db.session().execute(
            update(Merge)
            .where(
                or_(
                    Merge.source_member_id.in_(mine),
                    Merge.target_member_id.in_(mine),
                )
            )
            .values(reason="")
            .execution_options(synchronize_session=False)
        )
