"""A guest's cards as a till weighs them, and the one it takes."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.cards import choosing, families
from app.cards.choosing import Candidate, Choice
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import db, tenancy
from app.core.ids import CardId, MemberId, OutletId, PersonId, ProgrammeId
from app.people.queries import present_member
from app.programmes.audiences import is_entitled, is_taken
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme, ProgrammeOutlet

_LIMITS = (
    select(func.count(ProgrammeOutlet.id))
    .where(
        ProgrammeOutlet.business_id == Programme.business_id,
        ProgrammeOutlet.programme_id == Programme.id,
    )
    .correlate(Programme)
    .scalar_subquery()
)


def candidates(
    member_id: MemberId, outlet_id: OutletId, shown_id: CardId | None
) -> list[Candidate]:
    """A member's cards in use, weighed for an outlet, and those of their family.

    ``shown_id`` is the card that was scanned, if one was. Two statements, one more for
    who uses a relative's card.
    """
    weighed = _weighed(outlet_id).order_by(Card.id)
    own: Iterable[Any] = db.session().execute(
        weighed.where(Card.member_id == member_id)
    )
    found = [_candidate(row, shown_id) for row in own]
    shared = {each.card_id: each for each in families.shared_with(member_id)}
    if not shared:
        return found
    others: Iterable[Any] = db.session().execute(weighed.where(Card.id.in_(shared)))
    return found + [
        replace(
            _candidate(row, None),
            sharer_id=shared[row.id].sharer_id,
            holder=shared[row.id].holder,
        )
        for row in others
    ]


def _weighed(outlet_id: OutletId) -> Any:
    business_id = tenancy.current()
    return (
        select(
            Card.id,
            Card.programme_id,
            Programme.name,
            Card.number,
            Programme.position,
            Programme.is_for_everyone,
            Programme.unit,
            is_entitled(business_id, Card.programme_id, Card.member_id).label("earns"),
            _LIMITS.label("limits"),
            is_taken(business_id, Card.programme_id, outlet_id).label("taken"),
        )
        .join(Programme, Programme.id == Card.programme_id)
        .where(
            Card.state == "active",
            # Certificates, passes and tickets are used by their own code.
            Programme.kind.not_in(SOLD),
        )
    )


def _candidate(row: Any, shown_id: CardId | None) -> Candidate:
    return Candidate(
        card_id=CardId(row.id),
        programme_id=ProgrammeId(row.programme_id),
        programme=row.name,
        number=row.number,
        position=row.position,
        is_for_group=not row.is_for_everyone,
        is_entitled=bool(row.earns),
        is_limited=bool(row.limits),
        is_taken_here=bool(row.taken),
        is_shown=row.id == shown_id,
        unit=row.unit,
    )


def choice(
    member_id: MemberId, outlet_id: OutletId, shown_id: CardId | None = None
) -> Choice:
    """The card to take from a member at an outlet; raises CardNotFound without any."""
    found = candidates(member_id, outlet_id, shown_id)
    if not found:
        raise CardNotFound
    return choosing.choose(found)


def member_of(person_id: PersonId) -> MemberId:
    """Whose cards a person has here; raises CardNotFound, also for somebody unknown."""
    found = present_member(person_id)
    if found is None:
        raise CardNotFound
    return found
