"""Says beforehand what a sale would cost, take and earn; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import tenancy
from app.core.ids import CardId, MemberId, ProgrammeId
from app.core.prepared import Prepared
from app.ledger import queries as ledger
from app.people.models import Member, Person
from app.programmes.discounts import Applied, Declined
from app.programmes.earning import lifting
from app.programmes.queries import Version
from app.programmes.rules import MAX_POINTS
from app.programmes.spending import Limit, Payer
from app.sales import checks, payments, pricing, rules, sharing
from app.sales.errors import CardClosed
from app.sales.payments import Payment
from app.sales.pricing import Cheque, Paid
from app.sales.rules import Sale


@dataclass(frozen=True, kw_only=True)
class QuotedLine:
    """One line of a quote.

    ``paid_minor`` is money; ``is_excluded`` goods keep their price and earn nothing
    (row 15); ``boosts`` name what lets it earn more (row 4).
    """

    position: int
    name: str
    amount_minor: int
    discount_minor: int
    points: int
    paid_minor: int
    is_excluded: bool
    boosts: tuple[str, ...]


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
    lines: tuple[QuotedLine, ...]


@dataclass(frozen=True)
class _Shown:
    """The card that value would be booked on."""

    id: CardId
    programme_id: ProgrammeId
    member_id: MemberId
    state: str
    carried_minor: int
    is_protected: bool


_asked = aliased(Card)
# The till asks with every digit that is typed, so it is built once and skips the ORM.
_SHOWN = Prepared(
    select(
        Card.id,
        Card.programme_id,
        Card.member_id,
        Card.state,
        Card.carried_minor,
        (Person.phone.is_not(None) | Person.email.is_not(None)).label("is_protected"),
    )
    .join(_asked, Card.id == func.coalesce(_asked.joined_into_id, _asked.id))
    .join(Member, Member.id == Card.member_id)
    .join(Person, Person.id == Member.person_id)
    .where(_asked.business_id == bindparam("business"), _asked.id == bindparam("card"))
)


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
    most = min(limit.points, sharing.room(sale, card.id, asked.place.zone))
    points = min(sale.points, most)
    paid = pricing.pay(asked, points)
    return Quote(
        total_minor=asked.goods.total_minor,
        discount_minor=asked.goods.discount_minor,
        due_minor=asked.goods.due_minor,
        eligible_minor=sum(asked.goods.eligible),
        max_points=most,
        binding=limit.binding,
        points=points,
        paid_minor=paid.paid_minor,
        earn_points=paid.earned.points,
        cut_points=paid.earned.cut_points,
        refusals=limit.broken_by(sale.points),
        version=asked.version,
        applied=asked.cut.applied,
        declined=asked.cut.declined,
        lines=tuple(_lines(asked, paid)),
    )


def _lines(asked: Cheque, paid: Paid) -> Iterator[QuotedLine]:
    earning = iter(paid.purchase.lines)
    goods = zip(asked.goods.lines, paid.shares, paid.money, strict=True)
    for entry, points, money in goods:
        boosts: tuple[str, ...] = ()
        if not entry.is_excluded:
            bought = next(earning)
            if asked.place.is_entitled and bought.paid_minor:
                own = lifting(bought, paid.purchase, asked.version.rules)
                boosts = tuple(boost.name for boost in own)
        yield QuotedLine(
            position=entry.position,
            name=entry.line.name.strip(),
            amount_minor=entry.line.amount_minor,
            discount_minor=entry.discount_minor,
            points=points,
            paid_minor=money,
            is_excluded=entry.is_excluded,
            boosts=boosts,
        )


def fill(sale: Sale, wanted: Sequence[Payment]) -> tuple[Payment, ...]:
    """As much of the payments wanted as ``sale`` takes after its own points (R12).

    Raises what ``quote`` raises.
    """
    checks.check_sale(sale)
    card = _shown(sale.card_id)
    asked = pricing.cheque(sale, card)
    goods, own = asked.goods, asked.version.rules
    shares = rules.shares(goods, sale.points, own)
    payer = Payer(
        available=MAX_POINTS,
        is_protected=card.is_protected,
        code_is_rotating=sale.code_is_rotating,
    )
    left = pricing.limits(asked, payer).points - sale.points
    return payments.fill(
        wanted,
        rules.owed(goods, shares, own),
        max(0, left) * own.point_value_minor,
    )


def _shown(card_id: CardId) -> _Shown:
    values = {"business": tenancy.current(), "card": card_id}
    row: Any = _SHOWN.run(values).one_or_none()
    if row is None:
        raise CardNotFound
    card = _Shown(*row)
    if card.state != "active":
        raise CardClosed
    return card
