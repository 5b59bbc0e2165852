"""One small world, built through the same actions as the real one.

A coffee chain in Moscow and a bookshop in London, each with an owner, a cashier and a
member with a card, and a stranger who belongs to neither. Every function here opens its
own scope and its own transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from app.businesses import actions as businesses
from app.cards import actions as cards
from app.core import db, tenancy
from app.core.ids import (
    BusinessId,
    CardId,
    MemberId,
    OutletId,
    PersonId,
    ProgrammeId,
)
from app.people import actions as people
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.sales import actions as sales
from app.sales.rules import Line, Sale


@dataclass(frozen=True)
class Employee:
    """Somebody with a role in a business."""

    person_id: PersonId
    staff_id: int
    role: str

    @property
    def actor(self) -> str:
        """How the books name them."""
        return f"staff:{self.staff_id}"


@dataclass(frozen=True)
class Holder:
    """A member and their card."""

    person_id: PersonId
    member_id: MemberId
    card_id: CardId
    number: str


@dataclass(frozen=True)
class Shop:
    """A business with everything that a sale needs."""

    business_id: BusinessId
    slug: str
    name: str
    zone: str
    outlet_id: OutletId
    programme_id: ProgrammeId
    owner: Employee
    cashier: Employee
    member: Holder


@dataclass(frozen=True)
class World:
    """Two businesses and a person who belongs to neither."""

    coffee: Shop
    books: Shop
    stranger: PersonId


def create_business(
    *,
    slug: str,
    name: str = "Зерно",
    language: str = "ru",
    currency: str = "RUB",
    zone: str = "Europe/Moscow",
) -> BusinessId:
    """Found a business."""
    with db.writing():
        return businesses.found(
            slug=slug, name=name, language=language, currency=currency, zone=zone
        )


def create_outlet(
    business_id: BusinessId, *, code: str = "1", zone: str = "Europe/Moscow"
) -> OutletId:
    """Open an outlet."""
    with tenancy.scope(business_id), db.writing():
        return businesses.open_outlet(
            code=code, name=f"Outlet {code}", address="", zone=zone
        )


def create_programme(
    business_id: BusinessId,
    rules: PointsRules | None = None,
    *,
    name: str = "Points",
    starts_at: datetime | None = None,
) -> ProgrammeId:
    """Create a points card: 5 % back, spendable at once, living for a year."""
    with tenancy.scope(business_id), db.writing():
        return programmes.create(
            name=name,
            rules=rules or PointsRules(rate_basis_points=500, life_months=12),
            starts_at=starts_at,
            actor="system",
        )


def create_person(
    *, name: str | None = None, phone: str | None = None, language: str = "ru"
) -> PersonId:
    """Somebody; protected by a verified phone when one is given."""
    with db.writing():
        person_id = people.start_anonymous(language=language, name=name)
        if phone:
            people.claim_address(person_id=person_id, channel="phone", address=phone)
    return person_id


def create_staff(
    business_id: BusinessId, role: str, *, person_id: PersonId | None = None
) -> Employee:
    """Give somebody, or a new person, a role."""
    person_id = person_id or create_person(name=role.title())
    with tenancy.scope(business_id), db.writing():
        staff_id = people.add_staff(person_id=person_id, role=role, name=role.title())
    return Employee(person_id=person_id, staff_id=staff_id, role=role)


def create_member(
    business_id: BusinessId,
    *,
    person_id: PersonId | None = None,
    phone: str | None = None,
) -> tuple[PersonId, MemberId]:
    """Make somebody, or a new person, a member."""
    person_id = person_id or create_person(phone=phone)
    with tenancy.scope(business_id), db.writing():
        return person_id, people.join_business(person_id=person_id, source="test")


def issue_card(
    business_id: BusinessId,
    programme_id: ProgrammeId,
    *,
    person_id: PersonId | None = None,
    phone: str | None = None,
) -> Holder:
    """A member, new or known, with a card of the programme."""
    person_id, member_id = create_member(business_id, person_id=person_id, phone=phone)
    with tenancy.scope(business_id), db.writing():
        card = cards.issue(member_id=member_id, programme_id=programme_id)
    return Holder(
        person_id=person_id, member_id=member_id, card_id=card.id, number=card.number
    )


def sell(
    shop: Shop,
    holder: Holder,
    *,
    amount_minor: int,
    points: int = 0,
    number: str | None = None,
    occurred_at: datetime | None = None,
    category: str = "",
    sharer_id: int | None = None,
) -> sales.Booked:
    """Book a cheque of one line on a card, as the shop's cashier does at the till."""
    sale = Sale(
        outlet_id=shop.outlet_id,
        card_id=holder.card_id,
        number=number,
        lines=(Line(amount_minor=amount_minor, category=category),),
        points=points,
        occurred_at=occurred_at,
        source="till",
        actor=shop.cashier.actor,
        code_is_rotating=True,
        sharer_id=sharer_id,
    )
    with tenancy.scope(shop.business_id), db.writing():
        return sales.book(sale)


def create_shop(
    *, slug: str, name: str, language: str, currency: str, zone: str, phone: str
) -> Shop:
    """A business with an outlet, a programme, staff and one protected member."""
    business_id = create_business(
        slug=slug, name=name, language=language, currency=currency, zone=zone
    )
    programme_id = create_programme(business_id)
    return Shop(
        business_id=business_id,
        slug=slug,
        name=name,
        zone=zone,
        outlet_id=create_outlet(business_id, zone=zone),
        programme_id=programme_id,
        owner=create_staff(business_id, "owner"),
        cashier=create_staff(business_id, "cashier"),
        member=issue_card(business_id, programme_id, phone=phone),
    )


def build_world() -> World:
    """The world that most tests start from."""
    return World(
        coffee=create_shop(
            slug="zerno",
            name="Зерно",
            language="ru",
            currency="RUB",
            zone="Europe/Moscow",
            phone="+79161234567",
        ),
        books=create_shop(
            slug="margin",
            name="Margin Books",
            language="en",
            currency="GBP",
            zone="Europe/London",
            phone="+447700900123",
        ),
        stranger=create_person(name="Stranger"),
    )
