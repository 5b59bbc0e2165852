"""Rows of many cards, a batch at a time: what all cards of a programme show."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.businesses.look import bucket
from app.cards.models import Card
from app.core import db
from app.core.ids import ProgrammeId
from app.wallet.models import ApplePass, GooglePass

BATCH = 500


def of_programme(
    held: type[ApplePass | GooglePass], programme_id: ProgrammeId | None
) -> Iterator[Sequence[int]]:
    """Ids of the copies of a programme's cards, or of all cards of the business."""
    query = select(held.id).join(Card, Card.id == held.card_id)
    if programme_id is not None:
        query = query.where(Card.programme_id == programme_id)
    query, last = query.order_by(held.id).limit(BATCH), 0
    while found := db.session().scalars(query.where(held.id > last)).all():
        yield found
        last = found[-1]


def of_trial(
    held: type[ApplePass | GooglePass], number: int, percent: int
) -> Iterator[Sequence[int]]:
    """Ids of the copies of those cards that a version of the look is tried on."""
    tried = bucket(held.card_id, number) < percent
    query, last = select(held.id).where(tried).order_by(held.id).limit(BATCH), 0
    while found := db.session().scalars(query.where(held.id > last)).all():
        yield found
        last = found[-1]
