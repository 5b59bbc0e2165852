"""How many cards a look would be tried on: said before and after it is done."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, or_, select

from app.businesses.look import bucket
from app.cards.models import Card
from app.core import db
from app.wallet.models import ApplePass, GooglePass


@dataclass(frozen=True)
class Reach:
    """Cards that are in force.

    Attributes:
        percent: the share.
        tried: those of the share.
        tried_in_phones: of them, those that are in a wallet now.
        cards: all.
    """

    percent: int
    tried: int
    tried_in_phones: int
    cards: int


SHARES: Final = (1, 5, 10, 25)
"""A small business has no hundred cards: the first share that has a card is offered."""


def smallest(number: int) -> Reach:
    """The smallest share that version ``number`` would be seen on by anybody."""
    for percent in SHARES:
        found = reach(number, percent)
        if found.tried:
            break
    return found


def reach(number: int, percent: int) -> Reach:
    """What trying version ``number`` on a share of the cards in scope comes to."""
    is_tried = bucket(Card.id, number) < percent
    in_phones = or_(
        Card.id.in_(select(ApplePass.card_id)),
        Card.id.in_(select(GooglePass.card_id)),
    )
    active = Card.state == "active"
    row = (
        db.session()
        .execute(
            select(
                func.count().filter(is_tried),
                func.count().filter(is_tried, in_phones),
                func.count(),
            )
            .select_from(Card)
            .where(active)
        )
        .one()
    )
    return Reach(percent, *row)
