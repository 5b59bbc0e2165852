"""A guest's points at partners, as one purse: what there is, and what pays first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from app.cards.models import Card
from app.coalitions import limits
from app.coalitions.models import PartnerConsent
from app.coalitions.running import Running, running
from app.coalitions.sides import at_side
from app.core import tenancy
from app.core.errors import Refused
from app.core.ids import BusinessId, CardId, PersonId
from app.core.prepared import Prepared
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
    pact: Running

    @property
    def ref(self) -> str:
        """How a receipt names it."""
        return f"{self.pact_id}:{self.card_id}"

    @property
    def worth(self) -> int:
        """What all its points pay, in minor units."""
        return self.available * self.worth_minor


_consents, _members = PartnerConsent.__table__.c, Member.__table__.c
_cards = Card.__table__.c
# Sales ask for it with every card, so it is built once; each join names its business.
_HELD = Prepared(
    select(_cards.id, _cards.business_id, _cards.programme_id)
    .select_from(Card.__table__)
    .join(
        Member.__table__,
        and_(
            _members.id == _cards.member_id,
            _members.business_id == _cards.business_id,
        ),
    )
    .join(
        PartnerConsent.__table__,
        and_(
            _consents.business_id == _cards.business_id,
            _consents.person_id == _members.person_id,
        ),
    )
    .where(
        _members.person_id == bindparam("person"),
        _consents.recipient_id == bindparam("business"),
        _consents.purpose == "purse",
        _consents.withdrawn_at.is_(None),
        _cards.state == "active",
    )
    .order_by(_cards.id)
)


def cards_of(person_id: PersonId) -> list[PartnerCard]:
    """What a person may spend at the business in scope from cards of its partners.

    Soonest end first; a constant number of statements for each partner with a card.
    """
    pacts = running()
    if not pacts:
        return []
    values = {"person": person_id, "business": tenancy.current()}
    held = _HELD.run(values).all()
    found: list[PartnerCard] = []
    for pact in pacts:
        ids = [
            CardId(row.id)
            for row in held
            if row.business_id == pact.other_id
            and row.programme_id in pact.theirs.programmes
        ]
        if ids:
            with at_side(pact.other_id):
                found += _standing(ids, pact)
    return sorted(found, key=_order)


def _order(card: PartnerCard) -> tuple[bool, str, int]:
    """Soonest end first; what never ends comes last."""
    end = card.expires_at
    return end is None, end.isoformat() if end else "", card.card_id


def _standing(card_ids: list[CardId], pact: Running) -> list[PartnerCard]:
    known = ledger.balances(card_ids)
    return [
        PartnerCard(
            pact_id=pact.id,
            issuer_id=pact.other_id,
            issuer=pact.other,
            card_id=card_id,
            available=balance.available,
            worth_minor=pact.theirs.worth_minor,
            expires_at=next((e.expires_at for e in ledger.expiries(card_id, 1)), None),
            pact=pact,
        )
        for card_id in card_ids
        if (balance := known.get(card_id, ledger.NOTHING)).available
    ]


@dataclass(frozen=True)
class Offer:
    """What partners' points can pay of a sale.

    ``stopped`` are the limits of contracts that hold a part back.
    """

    payments: tuple[Payment, ...]
    points: int
    names: tuple[str, ...]
    stopped: tuple[Refused, ...] = ()

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
    rooms = {card.ref: limits.room(card.pact, card.card_id) for card in cards.values()}
    payments = quoting.fill(
        replace(sale, payments=()),
        [_payment(card, rooms[card.ref].points) for card in cards.values()],
    )
    if most_minor is not None:
        payments = at_most(payments, most_minor)
    paid = [(each, cards[each.ref]) for each in payments]
    return Offer(
        payments=payments,
        points=sum(each.amount_minor // card.worth_minor for each, card in paid),
        names=tuple(dict.fromkeys(card.issuer for _, card in paid)),
        stopped=tuple(
            rooms[card.ref].refusal
            for card in cards.values()
            if rooms[card.ref].points < card.available
        ),
    )


def _payment(card: PartnerCard, most: int) -> Payment:
    """All that a card could pay; it earns nothing, like points of one's own (E45)."""
    points = min(card.available, max(0, most))
    return Payment(
        kind=KIND,
        ref=card.ref,
        amount_minor=points * card.worth_minor,
        unit_minor=card.worth_minor,
        as_points=True,
    )


def at_most(payments: Sequence[Payment], most_minor: int) -> tuple[Payment, ...]:
    """The first of the payments, in whole points, up to a sum."""
    kept = []
    for each in payments:
        units = min(each.amount_minor, most_minor) // each.unit_minor
        if units:
            kept.append(replace(each, amount_minor=units * each.unit_minor))
            most_minor -= units * each.unit_minor
    return tuple(kept)
