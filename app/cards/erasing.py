"""Erasing a person with all their cards, in every business (R24, E37)."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update

from app.cards.actions import touch
from app.cards.events import CardChanged, CardErased
from app.cards.models import Card, CardNumber
from app.core import clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId, PersonId
from app.ledger.actions import Cause, forfeit
from app.people import erasing
from app.people.models import Member


@dataclass(frozen=True)
class Erased:
    """What was given up, over all businesses."""

    cards: int
    points: int


def erase(*, person_id: PersonId, actor: str) -> Erased:
    """Close every card of a person, write off what stands on it, forget who they were.

    Receipts and postings stay under their numbers, and the books still balance. Done
    once: a repeat changes nothing. Raises PersonNotFound, OnlyOwner.
    """
    if not erasing.begin(person_id):
        return Erased(cards=0, points=0)
    found = _cards_of(person_id)
    points = 0
    for business_id, card_id in found:
        with tenancy.scope(business_id):
            points += _close(card_id, actor)
    erasing.forget(person_id)
    return Erased(cards=len(found), points=points)


def _cards_of(person_id: PersonId) -> list[tuple[BusinessId, CardId]]:
    """All of them, in the order of locks: ``touch`` goes from a joined card to its other.

    The other first would meet a sale with the joined one's code head on.
    """
    owned = (
        select(Card.business_id, Card.id)
        .join(Member, Member.id == Card.member_id)
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
        update(Card).where(Card.id == card_id).values(state="closed", carried_minor=0)
    )
    outbox.record(CardChanged(business_id=tenancy.current(), card_id=card_id))
    outbox.record(CardErased(business_id=tenancy.current(), card_id=card_id))
    return points
