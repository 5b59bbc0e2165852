"""Businesses that are partners, and a person with a card at each, in few words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, count
from typing import Any, TypeVar

from app.coalitions import consents, pacts, pairing, purses, statements
from app.coalitions.pacts import Partner
from app.coalitions.terms import SideTerms, Terms
from app.core import clock, db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, PersonId, ProgrammeId, ReceiptId
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales.actions import Booked, Line, Refunded, Sale
from tests.world import (
    create_business,
    create_outlet,
    create_person,
    create_programme,
    issue_card,
)

T = TypeVar("T")
SECRET = "s" * 40
PRICE = 80_00
NO_LIMIT = 1_000_000_00
_numbers = count(1)


@dataclass(frozen=True)
class Member:
    """One of the partners, and the person's card there."""

    business_id: BusinessId
    outlet_id: OutletId
    programme_id: ProgrammeId
    person_id: PersonId
    card_id: CardId
    name: str

    def do(self, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run an action here, in a transaction of its own."""
        with tenancy.scope(self.business_id), db.writing():
            return action(*args, **kwargs)

    def ask(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a query here."""
        with tenancy.scope(self.business_id):
            return query(*args, **kwargs)

    def give(self, points: int, **more: Any) -> None:
        """Put points on the card."""
        cause = ledger.Cause(
            key=f"gift:{next(_numbers)}",
            actor="system",
            reason="welcome",
            occurred_at=clock.now(),
        )
        values = {"available_at": clock.now(), "expires_at": None, "kind": "gift"}
        self.do(
            ledger.credit,
            card_id=self.card_id,
            cause=cause,
            amount=points,
            **values | more,
        )

    def sale(self, *amounts: int, points: int = 0) -> Sale:
        """A cheque here."""
        return Sale(
            outlet_id=self.outlet_id,
            card_id=self.card_id,
            number=None,
            lines=tuple(Line(amount_minor=amount) for amount in amounts),
            points=points,
            source="till",
            actor="staff:1",
            code_is_rotating=True,
        )

    def sell(self, *amounts: int, points: int = 0, partner: int = 0) -> Booked:
        """Book a cheque; ``partner`` minor units are paid by partners' points."""
        sale = self.sale(*amounts, points=points)
        if partner:
            offer = self.ask(purses.offer, sale, self.person_id, partner)
            assert offer.amount_minor == partner
            sale = replace(sale, payments=offer.payments)
        return self.do(sales.book, sale)

    def refund(self, receipt_id: ReceiptId, *positions: int) -> Refunded:
        """Take lines back; all that is left when none is named."""
        return self.do(
            sales.refund,
            receipt_id=receipt_id,
            positions=positions or None,
            number=None,
            outlet_id=self.outlet_id,
            actor="staff:1",
        )

    @property
    def standing(self) -> tuple[int, int]:
        """Available points and debt of the card."""
        now = self.ask(ledger_queries.balance, self.card_id)
        return now.available, now.debt

    def partner(self) -> Partner:
        """The only partner."""
        (found,) = self.ask(pacts.partners)
        return found

    def days(self, pact_id: int) -> list[statements.DayLine]:
        """The contract's days as seen from here."""
        return self.ask(statements.days, pact_id, date(2020, 1, 1), date(2100, 1, 1))


def terms(one: Member, other: Member, **changes: Any) -> Terms:
    """E26's terms: 0.80 for a point that pays 1.00, no limit that matters."""
    sides = [
        SideTerms(
            price=PRICE,
            worth_minor=100,
            credit_minor=NO_LIMIT,
            programmes=(each.programme_id,),
        )
        for each in (one, other)
    ]
    values: dict[str, Any] = {
        "currency": "RUB",
        "first": sides[0],
        "second": sides[1],
        "member_day_points": 1_000_000,
        "day_points": 1_000_000,
    }
    return Terms(**values | changes)


def pair(one: Member, other: Member, **changes: Any) -> int:
    """Make two of them partners by code, as their owners do; the contract's id."""
    offered = terms(one, other, **changes)
    invitation_id = one.do(
        pairing.invite,
        offered=offered,
        starts_on=clock.today("Europe/Moscow"),
        secret_key=SECRET,
    )
    code = one.ask(pairing.invitation, invitation_id, SECRET).code
    pact_id = other.do(
        pairing.accept,
        code=code,
        own_programmes=offered.second.programmes,
        secret_key=SECRET,
    )
    one.do(pacts.confirm, pact_id=pact_id)
    return pact_id


def allow(giver: Member, recipient: Member, purpose: str = "purse") -> None:
    """The person lets one business tell the other."""
    giver.do(
        consents.give,
        person_id=giver.person_id,
        recipient_id=recipient.business_id,
        purpose=purpose,
        language="ru",
    )


def members(
    *names: str, rules: PointsRules | None = None, phone: str = "+79160000001"
) -> list[Member]:
    """Businesses in which one person has a card each."""
    person_id = create_person(name="Ирина", phone=phone)
    found = []
    for name in names:
        number = next(_numbers)
        business_id = create_business(slug=f"ally-{number}", name=name)
        programme_id = create_programme(
            business_id, rules or PointsRules(rate_basis_points=500)
        )
        holder = issue_card(business_id, programme_id, person_id=person_id)
        found.append(
            Member(
                business_id=business_id,
                outlet_id=create_outlet(business_id),
                programme_id=programme_id,
                person_id=person_id,
                card_id=holder.card_id,
                name=name,
            )
        )
    return found


def alliance(*names: str, **changes: Any) -> list[Member]:
    """Partners each with each, one purse allowed everywhere."""
    found = members(*names)
    for first, second in combinations(found, 2):
        pair(first, second, **changes)
        allow(first, second)
        allow(second, first)
    return found
