"""Sample guests: a handful of members with cards and receipts, removable in one act.

They are made and taken away by the same actions as real ones: receipts are cancelled,
persons forgotten, cards closed. The books keep both sides of each posting and verify;
lists, figures and counters know nothing of who was removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView, OutletView
from app.cards import actions as cards
from app.cards import erasing
from app.cards.models import Card
from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import CardId, PersonId, ProgrammeId, ReceiptId
from app.onboarding.errors import NoProgrammeYet, SamplesTooLate
from app.onboarding.events import SamplesRemoved
from app.onboarding.models import Registration
from app.onboarding.trades import TRADES, Trade
from app.people import actions as people
from app.people.models import Member
from app.people.samples import SampleMember, is_guest
from app.programmes import queries as programmes
from app.sales import actions as sales
from app.sales import queries as sale_queries
from app.sales.actions import Line, Sale
from app.sales.models import Receipt, ReceiptLine

ACTOR = "system"
_MARK = {"ru": "%s (пример)", "en": "%s (sample)"}
_NAMES = {
    "ru": ("Анна", "Тимур", "Ольга", "Павел", "Лидия", "Григорий"),
    "en": ("Anna", "Thomas", "Olivia", "Paul", "Lydia", "George"),
}
_VISITS = ((12, 9, 5, 1), (11, 6, 2), (9, 3, 0), (7, 4), (5, 1), (2,))
"""Days ago on which each of them came."""

_HOURS = timedelta(hours=1)


@dataclass(frozen=True)
class _Visit:
    """Who comes when, and to buy which of the trade's goods."""

    at: datetime
    card_id: CardId
    turn: int
    is_last: bool


def count() -> int:
    """How many sample guests the business in scope shows."""
    rows = db.session().execute(
        select(SampleMember.id).where(SampleMember.removed_at.is_(None))
    )
    return len(rows.all())


def can_be_made() -> bool:
    """Whether nothing real was sold, and there is a card and a place for samples."""
    is_ready = bool(businesses.outlets()) and any(
        programme.is_open for programme in programmes.programmes()
    )
    return is_ready and not _has_sales()


def make() -> int:
    """Show the business in scope with sample guests; how many there are then.

    Raises SamplesTooLate beside real sales, NoProgrammeYet without an open card or an
    outlet.
    """
    registration = _locked()
    if count():
        return count()
    if _has_sales():
        raise SamplesTooLate
    outlets = businesses.outlets()
    opened = [each for each in programmes.programmes() if each.is_open]
    if not opened or not outlets:
        raise NoProgrammeYet
    business = businesses.by_id(tenancy.current())
    programme_id = programmes.default_programme().id
    visits: list[_Visit] = []
    for name, days in zip(_NAMES[business.language], _VISITS, strict=True):
        visits += _guest(business, programme_id, name, days)
    trade = TRADES[registration.trade]
    for visit in sorted(visits, key=lambda each: each.at):
        _buy(business, outlets[0], trade, visit)
    audit.note("samples.made", subject="samples", count=len(_VISITS))
    return len(_VISITS)


def _locked() -> Registration:
    """The registration, locked: two wishes at once are one after the other."""
    registration = db.session().scalar(select(Registration).with_for_update())
    if registration is None:
        raise SamplesTooLate
    return registration


def _has_sales() -> bool:
    """Whether any guest, not a sample, ever bought something here."""
    bought = (
        select(Receipt.id)
        .join(Card, Card.id == Receipt.card_id)
        .join(Member, Member.id == Card.member_id)
        .where(is_guest())
    )
    return db.session().execute(bought.limit(1)).first() is not None


def _guest(
    business: BusinessView, programme_id: ProgrammeId, name: str, days: tuple[int, ...]
) -> Iterator[_Visit]:
    """A member who joined with the first visit, and all the visits."""
    instants = [_moment(business, back, turn) for turn, back in enumerate(days)]
    with clock.at(instants[0] - timedelta(minutes=2)):
        person_id = people.start_anonymous(
            language=business.language, name=_MARK[business.language] % name
        )
        member_id = people.join_business(person_id=person_id, source="sample")
        card = cards.issue(member_id=member_id, programme_id=programme_id)
        db.session().add(SampleMember(member_id=member_id, made_at=clock.present()))
        db.session().flush()
    for turn, at in enumerate(instants):
        yield _Visit(at, card.id, turn + len(name), is_last=turn + 1 == len(days))


def _moment(business: BusinessView, days_ago: int, turn: int) -> datetime:
    """A time of day in the business's zone that is over already."""
    now = clock.now()
    day = clock.local_date(now, business.zone) - timedelta(days=days_ago)
    start = clock.day_start(day, business.zone)
    return min(start + (10 + 2 * turn) * _HOURS, now - timedelta(minutes=1))


def _buy(
    business: BusinessView, outlet: OutletView, trade: Trade, visit: _Visit
) -> None:
    name, price = trade.goods[visit.turn % len(trade.goods)]
    scale = 100 if business.currency == "RUB" else 1
    sale = Sale(
        outlet_id=outlet.id,
        card_id=visit.card_id,
        number=None,
        lines=(
            Line(amount_minor=price * scale, name=trade.said(name, business.language)),
        ),
        occurred_at=visit.at,
        source="demo",
        actor=ACTOR,
        code_is_rotating=True,
    )
    with clock.at(visit.at):
        if visit.is_last:
            # PostgreSQL adds whole numbers up to a Decimal.
            points = int(sale_queries.quote(sale).max_points)
            sale = replace(sale, points=points)
        sales.book(sale)


def remove() -> int:
    """Take every sample guest away in one act; how many there were.

    Receipts are cancelled from the newest on, so that points go back the way they
    came; one with returned goods stays as it is and counts nowhere.
    """
    _locked()
    found: list[Any] = list(
        db.session().execute(
            select(SampleMember.id, Member.id, Member.person_id, Member.joined_at)
            .join(Member, Member.id == SampleMember.member_id)
            .where(SampleMember.removed_at.is_(None))
            .order_by(SampleMember.id)
        )
    )
    zone = businesses.by_id(tenancy.current()).zone
    days = {clock.local_date(joined_at, zone) for *_, joined_at in found}
    for sample_id, member_id, person_id, _ in found:
        for receipt_id, occurred_at, is_whole in _receipts(member_id):
            days.add(clock.local_date(occurred_at, zone))
            if is_whole:
                sales.withdraw(receipt_id=ReceiptId(receipt_id), actor=ACTOR)
        erasing.erase(person_id=PersonId(person_id), actor=ACTOR)
        db.session().execute(
            update(SampleMember)
            .where(SampleMember.id == sample_id)
            .values(removed_at=clock.now())
        )
    if found:
        audit.note("samples.removed", subject="samples", count=len(found))
    for day in sorted(days):
        outbox.record(
            SamplesRemoved(business_id=tenancy.current(), day=day.isoformat())
        )
    return len(found)


def _receipts(member_id: int) -> list[tuple[int, datetime, bool]]:
    """Receipts on the member's cards, newest first, and whether they can be undone."""
    returned = (
        select(ReceiptLine.id)
        .where(ReceiptLine.receipt_id == Receipt.id, ReceiptLine.is_returned)
        .exists()
    )
    rows = db.session().execute(
        select(
            Receipt.id,
            Receipt.occurred_at,
            Receipt.undone_at.is_(None)
            & Receipt.exchanged_from_id.is_(None)
            & ~returned,
        )
        .join(Card, Card.id == Receipt.card_id)
        .where(Card.member_id == member_id)
        .order_by(Receipt.id.desc())
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]
