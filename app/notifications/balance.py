"""Tells members what came to their cards, went from them, and lasts longer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.businesses import queries as businesses
from app.cards import queries as cards
from app.cards.errors import CardNotFound
from app.cards.models import Card
from app.cards.queries import CardFacts
from app.core import bulk, clock, db, outbox, tenancy
from app.core.ids import BusinessId, CardId
from app.ledger import queries as ledger
from app.ledger.events import PointsExtended
from app.notifications import centre, triggers
from app.notifications.centre import Message
from app.notifications.kinds import points
from app.programmes import queries as programmes
from app.programmes.models import Programme
from app.sales.events import ReceiptBooked, ReceiptRefunded, ReceiptUndone
from app.sales.models import Receipt, Refund

_TICK = timedelta(microseconds=1)


@outbox.states(of=lambda fact: (fact.business_id, fact.receipt_id))
def tell_purchases(facts: Sequence[ReceiptBooked]) -> None:
    """Tell what purchases earned and spent; a repeat tells nothing."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        if not triggers.is_on(points.RECEIPT):
            return
        rows = _purchases([fact.receipt_id for fact in facts])
        balances = ledger.balances([row.card_id for row in rows])
        messages = [
            Message(
                row.member_id,
                str(row.id),
                {
                    "number": row.number,
                    "paid_minor": row.total_minor - row.discount_minor,
                    "earned": row.earned_points,
                    "spent": row.points_spent,
                    "unit": row.unit,
                    "balance": balances.get(row.card_id, ledger.NOTHING).available,
                },
            )
            for row in rows
        ]
        if messages:
            with db.writing():
                centre.tell_each(kind=points.RECEIPT, messages=messages)


@outbox.state(of=lambda fact: (fact.business_id, fact.receipt_id))
def tell_refund(fact: ReceiptRefunded) -> None:
    """Tell of every return of a receipt; a repeat tells nothing."""
    with tenancy.scope(BusinessId(fact.business_id)):
        receipt, card = _receipt(fact.receipt_id), _card(fact.card_id)
        if card is None or not triggers.is_on(points.REFUND):
            return
        refunds = db.session().scalars(
            select(Refund)
            .where(
                Refund.receipt_id == receipt.id,
                Refund.occurred_at > clock.now() - triggers.STALE,
            )
            .order_by(Refund.id)
        )
        told = [
            (
                f"refund:{each.id}",
                {
                    "number": receipt.number,
                    "money_minor": each.money_minor,
                    "returned": each.points_returned,
                    "clawed": each.points_clawed,
                    "is_undone": False,
                    **_standing(card),
                },
            )
            for each in refunds
        ]
        _tell_back(card, told)


@outbox.state(of=lambda fact: (fact.business_id, fact.receipt_id))
def tell_undone(fact: ReceiptUndone) -> None:
    """Tell that a receipt was cancelled, to whom was told of it before."""
    with tenancy.scope(BusinessId(fact.business_id)):
        receipt, card = _receipt(fact.receipt_id), _card(fact.card_id)
        if card is None or receipt.undone_at is None:
            return
        if triggers.is_stale(receipt.undone_at) or not triggers.is_on(points.REFUND):
            return
        payload = {
            "number": receipt.number,
            "money_minor": 0,
            "returned": receipt.points_spent,
            "clawed": receipt.earned_points,
            "is_undone": True,
            **_standing(card),
        }
        _tell_back(card, [(f"undone:{receipt.id}", payload)])


def tell_extension(fact: PointsExtended) -> None:
    """Tell the holder that points go on; a repeat tells nothing."""
    business = businesses.by_id(BusinessId(fact.business_id))
    with tenancy.scope(business.id):
        card = _card(fact.card_id)
        if card is None:
            return
        until = datetime.fromisoformat(fact.until).astimezone(UTC)
        payload = {
            "amount": fact.amount,
            "unit": programmes.unit_of(card.programme_id),
            "last_day": clock.local_date(until - _TICK, business.zone).isoformat(),
        }
        with db.writing():
            centre.tell(
                member_id=card.member_id,
                kind=points.EXTENDED,
                occurrence=str(fact.posting_id),
                payload=payload,
            )


def _tell_back(card: CardFacts, told: list[tuple[str, dict[str, Any]]]) -> None:
    with db.writing():
        for occurrence, payload in told:
            centre.tell(
                member_id=card.member_id,
                kind=points.REFUND,
                occurrence=occurrence,
                payload=payload,
            )


def _purchases(receipt_ids: Sequence[int]) -> Sequence[Any]:
    """Those that moved something and are of today, on cards that somebody holds."""
    return (
        db.session()
        .execute(
            select(
                Receipt.id,
                Receipt.number,
                Receipt.total_minor,
                Receipt.discount_minor,
                Receipt.earned_points,
                Receipt.points_spent,
                Receipt.card_id,
                Card.member_id,
                Programme.unit,
            )
            .join(Card, Card.id == Receipt.card_id)
            .join(Programme, Programme.id == Card.programme_id)
            .where(
                bulk.among(Receipt.id, receipt_ids),
                Receipt.occurred_at >= clock.now() - triggers.STALE,
                Receipt.undone_at.is_(None),
                or_(Receipt.earned_points != 0, Receipt.points_spent != 0),
                Card.state != "closed",
            )
            .order_by(Receipt.id)
        )
        .all()
    )


def _receipt(receipt_id: int) -> Receipt:
    return db.session().get_one(Receipt, receipt_id, populate_existing=True)


def _card(card_id: int) -> CardFacts | None:
    try:
        card = cards.card(CardId(card_id))
    except CardNotFound:
        return None
    return None if card.state == "closed" else card


def _standing(card: CardFacts) -> dict[str, Any]:
    return {
        "unit": programmes.unit_of(card.programme_id),
        "balance": ledger.balance(card.id).available,
    }
