"""Whose cards the screens of trust speak of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.cards import codes
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, MemberId
from app.people.models import Member, Person


@dataclass(frozen=True)
class Guest:
    """The holder of a card; for a joined card, of the one it was joined into."""

    member_id: MemberId
    name: str | None
    number: str

    @property
    def spoken(self) -> str:
        """The number of the card in groups."""
        return codes.spoken(self.number)


def guests_of(card_ids: Iterable[int | None]) -> dict[int, Guest]:
    """The holders of cards, in one statement."""
    wanted = {each for each in card_ids if each is not None}
    if not wanted:
        return {}
    rows = db.session().execute(
        select(Card.id, Member.id, Person.name, Card.number)
        .join(Member, Member.id == Card.member_id)
        .join(Person, Person.id == Member.person_id)
        .where(Card.id.in_(wanted))
    )
    return {row[0]: Guest(MemberId(row[1]), row[2], row[3]) for row in rows}


def guest_of(card_id: CardId) -> Guest | None:
    """The holder of one card, if they can be seen."""
    return guests_of([card_id]).get(card_id)
