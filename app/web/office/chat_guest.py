"""What staff see of a guest beside the conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cards import queries as cards
from app.core import clock
from app.core.ids import MemberId
from app.ledger import queries as ledger
from app.ledger.queries import Balance
from app.people import queries as people
from app.programmes import queries as programmes
from app.sales import queries as sales
from app.web import levels, measures
from app.web.office.members import contact

RECEIPTS = 3


@dataclass(frozen=True)
class Guest:
    """Who writes, and how they stand."""

    member_id: MemberId
    name: str | None
    contact: str
    joined_at: datetime
    card_number: str | None
    balance: Balance
    level: str
    has_mailings: bool
    receipts: list[Any]


def guest_of(member_id: MemberId) -> Guest:
    """A member with their first card; raises PersonNotFound."""
    found = people.member_by_id(member_id)
    held = cards.cards_of(member_id)
    card = held[0] if held else None
    board = None
    if card is not None:
        measures.speak_of(programmes.unit_of(card.programme_id))
        version = programmes.current(card.programme_id, clock.now())
        board = levels.board(card.id, version)
    given = {each.purpose for each in people.consents(found.person_id)}
    return Guest(
        member_id=member_id,
        name=found.name,
        contact=contact(found),
        joined_at=found.joined_at,
        card_number=card.spoken if card else None,
        balance=ledger.balance(card.id) if card else ledger.NOTHING,
        level=board.name if board else "",
        has_mailings="mailings" in given,
        receipts=sales.receipts(card_id=card.id, limit=RECEIPTS) if card else [],
    )
