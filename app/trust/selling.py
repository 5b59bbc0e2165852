"""Booking a cheque where people sell: the fraud limits stand in front of it (R17, E35).

Histories and the demo book past it. What is above a limit is booked all the same; its
points wait until somebody has looked.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.businesses import queries as businesses
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId
from app.sales import actions as sales
from app.sales import certificates
from app.sales import queries as sales_queries
from app.sales.actions import Booked, Sale
from app.sales.queries import Quote
from app.trust import cases, own, reviews
from app.trust.errors import SpendingBlocked
from app.trust.limits import limits
from app.trust.models import SaleTrace
from app.trust.pace import pace
from app.trust.rules import reasons_to_look

TYPED = ("number", "phone")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """How a card came to the till: ``entry`` is one of ``models.ENTRIES``.

    ``device`` names the till or the key of the software, as far as it is known.
    """

    entry: str
    device: str


def book(sale: Sale, shown: Shown, *, more_reasons: tuple[str, ...] = ()) -> Booked:
    """Book a cheque; above a limit its points wait for a look.

    ``more_reasons`` are others to look first. Raises OwnCard, SpendingBlocked and what
    ``sales.book`` does.
    """
    card_id, member_id = _locked(sale.card_id)
    own.check(sale.actor, member_id)
    _check_means(card_id, sale)
    chosen = limits()
    when = sale.occurred_at or clock.now()
    before = pace(
        card_id=card_id,
        actor=sale.actor,
        device=shown.device,
        occurred_at=when,
        zone=businesses.outlet(sale.outlet_id).zone,
    )
    found = reasons_to_look(before, chosen, is_typed=shown.entry in TYPED)
    reasons = [*more_reasons, *found]
    decide_by = clock.now() + timedelta(days=chosen.review_days)
    booked = sales.book(replace(sale, held_until=decide_by) if reasons else sale)
    db.session().add(
        SaleTrace(receipt_id=booked.receipt_id, entry=shown.entry, device=shown.device)
    )
    db.session().flush()
    is_held = booked.available_at is not None and booked.available_at >= decide_by
    if reasons and is_held:
        reviews.open_review(
            card_id=card_id,
            booked=booked,
            reasons=reasons,
            decide_by=decide_by,
        )
    return booked


def quote(sale: Sale) -> Quote:
    """What a cheque would do; nothing is spent from a card that is being checked.

    Raises SpendingBlocked where points were asked for, and what ``sales.quote`` does.
    """
    _check_means(sale.card_id, sale)
    if not cases.is_blocked(sale.card_id):
        return sales_queries.quote(sale)
    return replace(sales_queries.quote(sale), max_points=0)


def _check_means(card_id: CardId, sale: Sale) -> None:
    """Nothing leaves a card that is being checked: points, money, or a certificate."""
    paying = {
        CardId(int(payment.ref))
        for payment in sale.payments
        if payment.kind == certificates.KIND and payment.ref.isdecimal()
    }
    if sale.points or sale.payments:
        paying.add(card_id)
    if any(cases.is_blocked(each) for each in sorted(paying)):
        raise SpendingBlocked


def _locked(card_id: CardId) -> tuple[CardId, MemberId]:
    """The card that value is booked on, locked, so that two tills count in turn."""
    target = func.coalesce(Card.joined_into_id, Card.id)
    found = select(target).where(Card.id == card_id).scalar_subquery()
    row: Any = (
        db.session()
        .execute(
            select(Card.id, Card.member_id).where(Card.id == found).with_for_update()
        )
        .one_or_none()
    )
    if row is None:
        raise CardNotFound
    return CardId(row[0]), MemberId(row[1])
