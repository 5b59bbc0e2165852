"""A guest's points at partners, as one purse: what there is, and what pays first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.businesses import queries as businesses
from app.cards.models import Card
from app.coalitions import consents, pacts
from app.coalitions.pacts import PactView
from app.coalitions.sides import at_side
from app.coalitions.terms import SideTerms
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, PersonId
from app.ledger import queries as ledger
from app.people.models import Member
from app.sales import quoting
from app.sales.payments import Payment
from app.sales.rules import Sale

KIND = "partner"


@dataclass(frozen=True)
class PartnerCard:
    """A card of a partner that can pay here.

    ``worth_minor`` is what one of its points pays here; ``expires_at`` when the first of
    them end.
    """

    pact_id: int
    issuer_id: BusinessId
    issuer: str
    card_id: CardId
    available: int
    worth_minor: int
    expires_at: datetime | None

    @property
    def ref(self) -> str:
        """How a receipt names it."""
        return f"{self.pact_id}:{self.card_id}"

    @property
    def worth(self) -> int:
        """What all its points pay, in minor units."""
        return self.available * self.worth_minor


def cards_of(person_id: PersonId) -> list[PartnerCard]:
    """What a person may spend at the business in scope from cards of its partners."""
    here = tenancy.current()
    found: list[PartnerCard] = []
    for pact, now in pacts.in_force():
        side = now.terms.side(is_first=not pact.is_first)
        with at_side(pact.other_id):
            if consents.has_purse(person_id, here):
                found += _cards(person_id, pact, side)
    return sorted(found, key=_order)


def _order(card: PartnerCard) -> tuple[bool, str, int]:
    """Soonest end first; what never ends comes last."""
    end = card.expires_at
    return end is None, end.isoformat() if end else "", card.card_id


def _cards(person_id: PersonId, pact: PactView, side: SideTerms) -> list[PartnerCard]:
    rows = db.session().scalars(
        select(Card.id)
        .join(Member, Member.id == Card.member_id)
        .where(
            Member.person_id == person_id,
            Card.state == "active",
            Card.programme_id.in_(side.programmes),
        )
        .order_by(Card.id)
    )
    card_ids = [CardId(row) for row in rows]
    if not card_ids:
        return []
    standing = ledger.balances(card_ids)
    name = businesses.by_id(pact.other_id).name
    return [
        PartnerCard(
            pact_id=pact.id,
            issuer_id=pact.other_id,
            issuer=name,
            card_id=card_id,
            available=known.available,
            worth_minor=side.worth_minor,
            expires_at=next((e.expires_at for e in ledger.expiries(card_id, 1)), None),
        )
        for card_id in card_ids
        if (known := standing.get(card_id, ledger.NOTHING)).available
    ]


@dataclass(frozen=True)
class Offer:
    """What partners' points can pay of a sale."""

    payments: tuple[Payment, ...]
    points: int
    names: tuple[str, ...]

    @property
    def amount_minor(self) -> int:
        """How much they pay."""
        return sum(each.amount_minor for each in self.payments)


NOTHING = Offer((), 0, ())


def offer(sale: Sale, person_id: PersonId, most_minor: int | None = None) -> Offer:
    """The most that partners' points can pay of ``sale`` after its own points.

    Soonest end first; ``most_minor`` asks for less. Raises what ``quote`` raises.
    """
    cards = {card.ref: card for card in cards_of(person_id)}
    if not cards:
        return NOTHING
    payments = quoting.fill(
        replace(sale, payments=()), [_payment(card) for card in cards.values()]
    )
    if most_minor is not None:
        payments = _at_most(payments, most_minor)
    paid = [(each, cards[each.ref]) for each in payments]
    return Offer(
        payments=payments,
        points=sum(each.amount_minor // card.worth_minor for each, card in paid),
        names=tuple(dict.fromkeys(card.issuer for _, card in paid)),
    )


def _payment(card: PartnerCard) -> Payment:
    """All that a card could pay; it earns nothing, like points of one's own (E45)."""
    return Payment(
        kind=KIND,
        ref=card.ref,
        amount_minor=card.worth,
        unit_minor=card.worth_minor,
        as_points=True,
    )


def _at_most(payments: Sequence[Payment], most_minor: int) -> tuple[Payment, ...]:
    """The first of the payments, up to a sum."""
    kept = []
    for each in payments:
        units = min(each.amount_minor, most_minor) // each.unit_minor
        if units:
            kept.append(replace(each, amount_minor=units * each.unit_minor))
            most_minor -= units * each.unit_minor
    return tuple(kept)
