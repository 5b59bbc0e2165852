"""Selling and giving cards: a certificate, a pass, a ticket, a membership (R21, R22)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards import actions as cards
from app.cards.models import Card
from app.cards.stock import SOURCE
from app.core import audit, clock, db, tenancy
from app.core.ids import CardId, MemberId, OutletId, ProgrammeId
from app.instruments import errors
from app.instruments.models import Instrument, TicketEvent
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.people import actions as people
from app.people.models import Member
from app.programmes import audiences
from app.programmes import queries as programmes
from app.programmes.kinds.certificate import CertificateRules
from app.programmes.kinds.club import ClubRules
from app.programmes.kinds.sold import SoldRules
from app.programmes.kinds.ticket import TicketRules
from app.programmes.kinds.visits import VisitRules
from app.programmes.queries import ProgrammeView, Version
from app.programmes.rules import CardRules

LONGEST_GIVER = 60
LONGEST_MESSAGE = 300


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be sold or given.

    Attributes:
        member_id: for whom; None: for whoever carries the code.
        outlet_id: where it is sold; None: it is given from the office.
        amount_minor: the sum of a certificate.
        event_id: the event of a ticket.
        is_gift: nobody pays for it.
        giver: from whom it is, as the certificate says it.
        message: their words.
    """

    programme_id: ProgrammeId
    member_id: MemberId | None = None
    outlet_id: OutletId | None = None
    actor: str
    amount_minor: int | None = None
    event_id: int | None = None
    is_gift: bool = False
    giver: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What was sold, and what is to be paid for it."""

    instrument_id: int
    card_id: CardId
    number: str
    price_minor: int


@dataclass(frozen=True, kw_only=True)
class _Terms:
    """Value, price and period of what is sold."""

    amount: int
    price_minor: int
    starts_on: date | None
    through_on: date | None


def sell(order: Order) -> Sold:
    """Sell or give one card; a club that a member is in is renewed (E20–E22, E30).

    Raises:
        NotOnSale, SellerClosed, NotTakenHere, WrongNominal, NoEvent, SoldOut: as said.
        NotFound: the programme, the outlet or the member is not of this business.
    """
    programme = programmes.programme(order.programme_id)
    if not (programme.is_open and programme.is_sold):
        raise errors.NotOnSale
    zone, at = _zone(order, programme), clock.now()
    version = programmes.current(programme.id, at)
    known = _membership(order, version)
    if known is not None:
        return _renewed(known, order, version)
    terms = _terms(order, version.rules, clock.local_date(at, zone), at)
    card = cards.issue(
        member_id=order.member_id or _nobody(),
        programme_id=programme.id,
        is_another=True,
    )
    row = Instrument(
        business_id=tenancy.current(),
        card_id=card.id,
        programme_id=programme.id,
        rule_version_id=version.id,
        event_id=order.event_id,
        outlet_id=order.outlet_id,
        amount=terms.amount,
        price_minor=0 if order.is_gift else terms.price_minor,
        zone=zone,
        sold_at=at,
        actor=order.actor,
        starts_on=terms.starts_on,
        through_on=terms.through_on,
        is_gift=order.is_gift,
        giver=order.giver[:LONGEST_GIVER],
        message=order.message[:LONGEST_MESSAGE],
    )
    db.session().add(row)
    db.session().flush()
    _credit(row, at)
    _note("instrument.sold", row, programme)
    cards.show_change(card.id)
    return Sold(
        instrument_id=row.id,
        card_id=card.id,
        number=card.number,
        price_minor=row.price_minor,
    )


def _zone(order: Order, programme: ProgrammeView) -> str:
    """The zone of the place that sells; raises SellerClosed, NotTakenHere, NotFound."""
    if order.outlet_id is None:
        return businesses.by_id(tenancy.current()).zone
    outlet = businesses.outlet(order.outlet_id)
    if not outlet.is_open:
        raise errors.SellerClosed
    check_place(programme.id, outlet.id)
    return outlet.zone


def check_place(programme_id: ProgrammeId, outlet_id: OutletId) -> None:
    """Refuse cards that are taken at other outlets only: NotTakenHere."""
    places = audiences.audience(programme_id).outlet_ids
    if places and outlet_id not in places:
        raise errors.NotTakenHere


def _nobody() -> MemberId:
    """Whoever carries the code: a member of whom nothing is known."""
    language = businesses.by_id(tenancy.current()).language
    person_id = people.start_anonymous(language=language)
    return people.join_business(person_id=person_id, source=SOURCE)


def _terms(order: Order, rules: CardRules, today: date, at: datetime) -> _Terms:
    if not isinstance(rules, SoldRules):
        raise errors.NotOnSale
    starts_on = rules.first_day(today)
    terms = _Terms(
        amount=0,
        price_minor=rules.price_minor,
        starts_on=starts_on,
        through_on=rules.last_day(starts_on) if starts_on else None,
    )
    make = _MAKES.get(type(rules), _as_it_is)
    return make(terms, order, rules, at)


def _as_it_is(terms: _Terms, *_: object) -> _Terms:
    return terms


def _certificate(
    terms: _Terms, order: Order, rules: CertificateRules, _at: datetime
) -> _Terms:
    amount = order.amount_minor or 0
    if not rules.is_sold_for(amount):
        raise errors.WrongNominal
    return _Terms(
        amount=amount,
        price_minor=amount,
        starts_on=terms.starts_on,
        through_on=terms.through_on,
    )


def _pass(terms: _Terms, _order: Order, rules: VisitRules, _at: datetime) -> _Terms:
    return _Terms(
        amount=rules.visits,
        price_minor=rules.price_minor,
        starts_on=terms.starts_on,
        through_on=terms.through_on,
    )


def _ticket(_terms: _Terms, order: Order, _rules: SoldRules, at: datetime) -> _Terms:
    """A seat of an event, counted with the event's row locked."""
    event = None
    if order.event_id is not None:
        event = db.session().get(TicketEvent, order.event_id, with_for_update=True)
    is_ours = event is not None and event.programme_id == order.programme_id
    if event is None or not is_ours or event.starts_at <= at:
        raise errors.NoEvent
    taken = db.session().scalar(
        select(func.count(Instrument.id)).where(
            Instrument.event_id == event.id, Instrument.state != "refunded"
        )
    )
    if (taken or 0) >= event.capacity:
        raise errors.SoldOut(capacity=event.capacity)
    day = clock.local_date(event.starts_at, event.zone)
    return _Terms(
        amount=1,
        price_minor=event.price_minor,
        starts_on=day,
        # What begins in the evening goes on after midnight.
        through_on=day + timedelta(days=1),
    )


_MAKES: dict[type[SoldRules], Callable[..., _Terms]] = {
    CertificateRules: _certificate,
    VisitRules: _pass,
    TicketRules: _ticket,
}


def _credit(row: Instrument, at: datetime) -> None:
    """What was paid for stands against ``sold``: an advance, no revenue (R18, R21)."""
    if not row.amount:
        return
    ledger.credit(
        card_id=row.card_id,
        cause=Cause(
            key=f"sold:{row.id}",
            actor=row.actor,
            reason="sold",
            occurred_at=at,
            rule_version_id=row.rule_version_id,
        ),
        amount=row.amount,
        available_at=at,
        expires_at=None,
        kind="gift" if row.is_gift else "sell",
    )


def _membership(order: Order, version: Version) -> Instrument | None:
    """The membership that a sale would renew, locked; None where it is a new one."""
    if not isinstance(version.rules, ClubRules) or order.member_id is None:
        return None
    # Of two tills at once that sell the first membership, one renews.
    db.session().get(Member, order.member_id, with_for_update=True)
    return db.session().scalar(
        select(Instrument)
        .join(Card, Card.id == Instrument.card_id)
        .where(
            Instrument.programme_id == order.programme_id,
            Instrument.state == "active",
            Instrument.is_gift == order.is_gift,
            Card.member_id == order.member_id,
            Card.state == "active",
        )
        .order_by(Instrument.id.desc())
        .limit(1)
        .with_for_update(of=Instrument)
    )


def _renewed(row: Instrument, order: Order, version: Version) -> Sold:
    """Its time is lengthened; after a gap it begins anew."""
    rules, today = version.rules, clock.today(row.zone)
    price = 0 if order.is_gift else getattr(rules, "price_minor", 0)
    days = timedelta(days=getattr(rules, "days", 0))
    if row.through_on is None or row.through_on < today:
        row.starts_on, row.through_on = today, today + days - timedelta(days=1)
        row.price_minor = price
    else:
        row.through_on += days
        row.price_minor += price
    row.rule_version_id = version.id
    db.session().flush()
    _note("instrument.renewed", row, programmes.programme(order.programme_id))
    cards.show_change(CardId(row.card_id))
    number = db.session().scalar(select(Card.number).where(Card.id == row.card_id))
    return Sold(
        instrument_id=row.id,
        card_id=CardId(row.card_id),
        number=number or "",
        price_minor=price,
    )


def _note(act: str, row: Instrument, programme: ProgrammeView) -> None:
    audit.note(
        act,
        subject=f"card:{row.card_id}",
        name=programme.name,
        amount=row.amount,
        price_minor=row.price_minor,
        through=row.through_on.isoformat() if row.through_on else "",
    )
