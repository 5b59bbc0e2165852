"""Says beforehand what a sale would cost, take and earn; nothing is written."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId, ProgrammeId
from app.instruments import paying
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes import queries as programmes
from app.programmes.queries import Version
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Limit, Payer
from app.sales import checks, payments, rules
from app.sales.booking import earned_by, limits, place_of
from app.sales.errors import CardClosed
from app.sales.payments import Payment
from app.sales.rules import Sale


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A sale before it is booked.

    Attributes:
        max_points: the most points it may take; ``binding`` says why no more.
        points: what it would take: what was asked for, or ``max_points`` if less.
        refusals: the limits that the points asked for would break, tightest first;
            ``programmes.explain.limit_sentence`` puts each in words.
        version: the rules in force.
    """

    total_minor: int
    eligible_minor: int
    max_points: int
    binding: Limit
    points: int
    paid_minor: int
    earn_points: int
    refusals: tuple[Limit, ...]
    version: Version


@dataclass(frozen=True)
class _Shown:
    """The card that value would be booked on."""

    id: CardId
    programme_id: ProgrammeId
    member_id: MemberId
    state: str
    carried_minor: int
    is_protected: bool


def quote(sale: Sale) -> Quote:
    """What ``sale`` would do now (E08–E11). Points beyond the limits are cut, not refused.

    Raises:
        Refused: one of ``sales.errors``.
        NotFound: the card or the outlet is not of this business.
    """
    checks.check_sale(sale)
    card = _shown(sale.card_id)
    place = place_of(sale, card.programme_id, card.member_id)
    version = programmes.current(card.programme_id, sale.occurred_at or clock.now())
    paying.check_cheque(card.id, version.kind)
    goods = rules.basket(sale.lines, version.rules)
    payer = Payer(
        available=ledger.balance(card.id).available,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    limit = limits(sale, goods, version, payer)
    points = min(sale.points, limit.points)
    shares = rules.shares(goods, points, version.rules)
    laid = rules.laid(goods, shares, sale, version.rules)
    base_minor = rules.base_minor(goods, points, version.rules, laid)
    earned = earned_by(base_minor, card.carried_minor, version, place)
    return Quote(
        total_minor=goods.total_minor,
        eligible_minor=sum(goods.eligible),
        max_points=limit.points,
        binding=limit.binding,
        points=points,
        paid_minor=goods.total_minor
        - points * version.rules.point_value_minor
        - sum(payment.amount_minor for payment in sale.payments),
        earn_points=earned.points,
        refusals=limit.broken_by(sale.points),
        version=version,
    )


def room_minor(sale: Sale, payment: Payment) -> int:
    """The most that a payment like this may pay of ``sale``, after its points (R12).

    Raises what ``quote`` raises.
    """
    checks.check_sale(sale)
    card = _shown(sale.card_id)
    version = programmes.current(card.programme_id, sale.occurred_at or clock.now())
    goods = rules.basket(sale.lines, version.rules)
    shares = rules.shares(goods, sale.points, version.rules)
    room = payments.room_minor(payment, rules.owed(goods, shares, version.rules))
    if not payment.as_points:
        return room
    payer = Payer(
        available=MAX_POINTS,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    left = limits(sale, goods, version, payer).points - sale.points
    return min(room, max(0, left) * version.rules.point_value_minor)


def _shown(card_id: CardId) -> _Shown:
    asked = aliased(Card)
    row: Any = (
        db.session()
        .execute(
            select(
                Card.id,
                Card.programme_id,
                Card.member_id,
                Card.state,
                Card.carried_minor,
                Person.phone.is_not(None) | Person.email.is_not(None),
            )
            .join(asked, Card.id == func.coalesce(asked.joined_into_id, asked.id))
            .join(Member, Member.id == Card.member_id)
            .join(Person, Person.id == Member.person_id)
            .where(asked.id == card_id)
        )
        .one_or_none()
    )
    if row is None:
        raise CardNotFound
    card = _Shown(*row)
    if card.state != "active":
        raise CardClosed
    return card
