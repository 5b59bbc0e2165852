"""Says beforehand what a sale would cost, take and earn; nothing is written."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import db
from app.core.ids import CardId, MemberId, ProgrammeId
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes.discounts import Applied, Declined
from app.programmes.queries import Version
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Limit, Payer
from app.sales import checks, payments, pricing, rules
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
        total_minor: what the goods cost at the till's prices.
        discount_minor: what is taken off; ``applied`` and ``declined`` say by what, and
            why not (R11).
        due_minor: what is to be paid then, before points and other means.
    """

    total_minor: int
    discount_minor: int
    due_minor: int
    eligible_minor: int
    max_points: int
    binding: Limit
    points: int
    paid_minor: int
    earn_points: int
    cut_points: int
    refusals: tuple[Limit, ...]
    version: Version
    applied: tuple[Applied, ...]
    declined: tuple[Declined, ...]


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
    asked = pricing.cheque(sale, card)
    payer = Payer(
        available=ledger.balance(card.id).available,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    limit = pricing.limits(asked, payer)
    points = min(sale.points, limit.points)
    paid = pricing.pay(asked, points)
    return Quote(
        total_minor=asked.goods.total_minor,
        discount_minor=asked.goods.discount_minor,
        due_minor=asked.goods.due_minor,
        eligible_minor=sum(asked.goods.eligible),
        max_points=limit.points,
        binding=limit.binding,
        points=points,
        paid_minor=paid.paid_minor,
        earn_points=paid.earned.points,
        cut_points=paid.earned.cut_points,
        refusals=limit.broken_by(sale.points),
        version=asked.version,
        applied=asked.cut.applied,
        declined=asked.cut.declined,
    )


def room_minor(sale: Sale, payment: Payment) -> int:
    """The most that a payment like this may pay of ``sale``, after its points (R12).

    Raises what ``quote`` raises.
    """
    checks.check_sale(sale)
    card = _shown(sale.card_id)
    asked = pricing.cheque(sale, card)
    goods, own = asked.goods, asked.version.rules
    shares = rules.shares(goods, sale.points, own)
    room = payments.room_minor(payment, rules.owed(goods, shares, own))
    if not payment.as_points:
        return room
    payer = Payer(
        available=MAX_POINTS,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    left = pricing.limits(asked, payer).points - sale.points
    return min(room, max(0, left) * own.point_value_minor)


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
