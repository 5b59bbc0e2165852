"""What the demo's businesses sell besides goods: certificates, passes, tickets, clubs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId
from app.demo.places import Place
from app.instruments import actions as instruments
from app.instruments.actions import Event, Order
from app.people.models import Member, Person
from app.programmes import actions as programmes
from app.programmes.goods import Goods
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.programmes.models import Programme
from app.sales import actions as sales
from app.sales.actions import Line, Sale
from app.sales.models import Receipt
from app.sales.queries import quote

ACTOR = "system"
BUYERS = 6
VISITS_BY_NOW = (6, 4, 3, 1)


@dataclass(frozen=True)
class Shelf:
    """What is sold, under which names, and the events that are ahead."""

    certificate: tuple[str, CertificateRules]
    visits: tuple[str, VisitRules]
    ticket: tuple[str, TicketRules]
    club: tuple[str, ClubRules]
    nominal: int
    giver: str
    message: str
    events: tuple[tuple[str, str, int, int, int], ...]
    gates: tuple[str, ...]


SHELVES = {
    "polden": Shelf(
        certificate=(
            "Подарочный сертификат",
            CertificateRules(
                nominals=(1_000_00, 3_000_00, 5_000_00),
                least_minor=500_00,
                most_minor=15_000_00,
                is_earning=True,
            ),
        ),
        visits=(
            "Абонемент на 8 завтраков",
            VisitRules(visits=8, days=60, price_minor=4_000_00, freeze_days=14),
        ),
        ticket=("Билеты на вечера", TicketRules()),
        club=(
            "Клуб «Полдень»",
            ClubRules(
                discount_basis_points=10_00,
                goods=Goods(categories=("выпечка",)),
                benefits=("Столик у окна без брони", "Вода и десерт за наш счёт"),
                service="Поздороваться по имени и предложить столик у окна",
            ),
        ),
        nominal=3_000_00,
        giver="Команда «Полдня»",
        message="С днём рождения! Выберите то, что любите.",
        events=(
            ("Дегустация Эфиопии", "Мясницкая, 7", 9, 24, 1_200_00),
            ("Вечер пластинок", "Покровка, 17, двор", 16, 60, 600_00),
        ),
        gates=("Главный вход", "Вход со двора"),
    ),
    "folio": Shelf(
        certificate=(
            "Gift voucher",
            CertificateRules(nominals=(10_00, 25_00, 50_00), least_minor=5_00),
        ),
        visits=(
            "Reading room pass",
            VisitRules(visits=10, days=90, price_minor=45_00, freeze_days=21),
        ),
        ticket=("Evenings with authors", TicketRules()),
        club=(
            "Friends of Folio",
            ClubRules(
                price_minor=36_00,
                days=365,
                discount_basis_points=5_00,
                benefits=("First row at every reading", "Free gift wrapping"),
                service="Offer a tea and mention tonight's reading",
            ),
        ),
        nominal=25_00,
        giver="Aunt Judith",
        message="For the long winter evenings.",
        events=(("An evening of short stories", "The garden room", 12, 40, 8_00),),
        gates=(),
    ),
}


def fill(place: Place, outlets: list[OutletId], until: datetime) -> None:
    """Sell a few of each to the liveliest guests, and use some of them."""
    shelf = SHELVES[place.slug]
    sold_at = until - timedelta(days=20)
    with clock.at(sold_at), db.writing():
        on_sale = {
            name: _offer(*getattr(shelf, name))
            for name in ("certificate", "visits", "ticket", "club")
        }
        buyers = _liveliest()
        _sell_passes(on_sale["visits"], buyers, outlets[0])
        for member_id in buyers[:3]:
            _sell(on_sale["club"], outlets[0], member_id)
    for days, member_id in zip((12, 6), buyers, strict=False):
        with clock.at(until - timedelta(days=days)), db.writing():
            _sell_certificate(shelf, on_sale["certificate"], outlets[0], member_id)
    with clock.at(until - timedelta(days=3)), db.writing():
        _sell_tickets(place, shelf, on_sale["ticket"], buyers, outlets[0])
    _come(until, outlets[0])


def _offer(name: str, rules: SoldRules) -> ProgrammeId:
    return programmes.create(name=name, rules=rules, actor=ACTOR)


def _liveliest() -> list[MemberId]:
    """Named members with a contact, those with most receipts first."""
    found = db.session().scalars(
        select(Member.id)
        .join(Person, Person.id == Member.person_id)
        .join(Card, Card.member_id == Member.id)
        .join(Receipt, Receipt.card_id == Card.id)
        .where(Person.email.is_not(None), Person.name.is_not(None))
        .group_by(Member.id, Person.id)
        .order_by(func.count().desc(), Person.id)
        .limit(BUYERS)
    )
    return [MemberId(each) for each in found]


def _sell(
    programme_id: ProgrammeId,
    outlet_id: OutletId,
    member_id: MemberId | None,
    *,
    amount_minor: int | None = None,
    event_id: int | None = None,
    words: tuple[str, str] = ("", ""),
) -> CardId:
    order = Order(
        programme_id=programme_id,
        member_id=member_id,
        outlet_id=outlet_id,
        actor=ACTOR,
        amount_minor=amount_minor,
        event_id=event_id,
        giver=words[0],
        message=words[1],
    )
    return instruments.sell(order).card_id


def _sell_passes(
    programme_id: ProgrammeId, buyers: list[MemberId], outlet_id: OutletId
) -> None:
    for member_id in buyers[:4]:
        _sell(programme_id, outlet_id, member_id)


def _sell_certificate(
    shelf: Shelf, programme_id: ProgrammeId, outlet_id: OutletId, member_id: MemberId
) -> None:
    """One that is spent in part, by the way of any cheque."""
    words = shelf.giver, shelf.message
    card_id = _sell(
        programme_id, outlet_id, member_id, amount_minor=shelf.nominal, words=words
    )
    cheque = Sale(
        outlet_id=outlet_id,
        card_id=card_id,
        number=None,
        lines=(Line(amount_minor=shelf.nominal * 43 // 60),),
        source="demo",
        actor=ACTOR,
    )
    sales.book(replace(cheque, points=quote(cheque).max_points))


def _sell_tickets(
    place: Place,
    shelf: Shelf,
    programme_id: ProgrammeId,
    buyers: list[MemberId],
    outlet_id: OutletId,
) -> None:
    for name, where, days, capacity, price in shelf.events:
        day = clock.today(place.zone) + timedelta(days=days)
        told = Event(
            name=name,
            place=where,
            zone=place.zone,
            starts_at=clock.day_start(day, place.zone) + timedelta(hours=19),
            capacity=capacity,
            price_minor=price,
            gates=shelf.gates,
        )
        event_id = instruments.add_event(programme_id=programme_id, told=told)
        for member_id in buyers[:5]:
            _sell(programme_id, outlet_id, member_id, event_id=event_id)


def _come(until: datetime, outlet_id: OutletId) -> None:
    """Breakfasts of the last weeks, the first guest having had most of them."""
    found = list(
        db.session().scalars(
            select(Card.id)
            .join(Member, Member.id == Card.member_id)
            .join(Programme, Programme.id == Card.programme_id)
            .where(Programme.kind == "visits")
            .order_by(Card.id)
        )
    )
    db.session().rollback()
    for card_id, count in zip(found, VISITS_BY_NOW, strict=False):
        for visit in range(count):
            with clock.at(until - timedelta(days=18 - 2 * visit)), db.writing():
                instruments.use(
                    card_id=CardId(card_id), outlet_id=outlet_id, actor=ACTOR
                )
