"""Everything that a card in the hand shows, read as of one instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView, OutletView
from app.cards import codes
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, ProgrammeId
from app.ledger import queries as ledger
from app.ledger.queries import HistoryRow
from app.ledger.standing import Standing, standing
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.programmes.rules import PointsRules
from app.sales import queries as sales
from app.wallet.places import nearest

LAST_MOVEMENTS = 5


@dataclass(frozen=True, slots=True)
class Holding:
    """A card and whose it is.

    ``value_id`` is the card that its value is booked on: another one when it was joined
    into that. ``is_gone`` says that nobody may be recognised by it any more.
    """

    card_id: CardId
    value_id: CardId
    programme_id: ProgrammeId
    programme: str
    symbology: str
    number: str
    state: str
    name: str
    language: str
    is_erased: bool

    @property
    def is_gone(self) -> bool:
        """Whether the card is closed, or its holder is erased."""
        return self.is_erased or self.state == "closed"

    @property
    def is_voided(self) -> bool:
        """Whether it stays in the wallet only as a memory."""
        return self.is_erased or self.state != "active"

    @property
    def spoken(self) -> str:
        """The number in groups."""
        return codes.spoken(self.number)

    @property
    def payload(self) -> str:
        """The lasting code."""
        return codes.static_payload(self.number)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A card with its value, rules, past and places, as of an instant."""

    business: BusinessView
    card: Holding
    standing: Standing
    rules: PointsRules | None
    movements: tuple[HistoryRow, ...]
    outlets: tuple[OutletView, ...]
    as_of: datetime


_TARGET = aliased(Card)
_HOLDING = (
    select(
        Card.id,
        func.coalesce(_TARGET.id, Card.id),
        Card.programme_id,
        Programme.name,
        Programme.symbology,
        Card.number,
        Card.state,
        func.coalesce(Person.name, ""),
        Person.language,
        Person.erased_at.is_not(None),
    )
    .join(Programme, Programme.id == Card.programme_id)
    .join(Member, Member.id == Card.member_id)
    .join(Person, Person.id == Member.person_id)
    .outerjoin(_TARGET, _TARGET.id == Card.joined_into_id)
)


def facts_of(
    business: BusinessView, card_id: CardId, *, at: datetime | None = None
) -> Facts:
    """What a card of the business in scope shows, as of ``at`` (now by default).

    Raises CardNotFound, also for another business's.
    """
    as_of = at or clock.now()
    row: Any = db.session().execute(_HOLDING.where(Card.id == card_id)).one_or_none()
    if row is None:
        raise CardNotFound
    card = Holding(*row)
    with clock.at(as_of):
        return Facts(
            business=business,
            card=card,
            standing=standing(card.value_id),
            rules=programmes.current(card.programme_id, as_of).rules,
            movements=() if card.is_gone else _movements(card.value_id),
            outlets=_outlets(card.value_id),
            as_of=as_of,
        )


def _movements(card_id: CardId) -> tuple[HistoryRow, ...]:
    return tuple(ledger.history(card_id, limit=LAST_MOVEMENTS))


def _outlets(card_id: CardId) -> tuple[OutletView, ...]:
    """Where phones offer the card by themselves: around the last purchase first."""
    last = sales.receipts(card_id=card_id, limit=1)
    known = [outlet for outlet in businesses.outlets() if outlet.is_open]
    return nearest(known, last[0].outlet_id if last else None)
