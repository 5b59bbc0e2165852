"""Reactions of charity to facts about receipts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.cards.models import Card
from app.charity import actions, queries
from app.charity.actions import Sold
from app.core import db, tenancy
from app.core.ids import BusinessId, CardId, OutletId, ReceiptId
from app.core.outbox import state, states
from app.sales.events import ReceiptBooked, ReceiptUndone
from app.sales.models import Receipt


@states(of=lambda fact: (fact.business_id, fact.receipt_id))
def donate(facts: Sequence[ReceiptBooked]) -> None:
    """Give for booked receipts what is promised; a repeat gives nothing more."""
    with tenancy.scope(BusinessId(facts[0].business_id)):
        if not queries.is_running():
            return
        for fact in facts:
            _donate(ReceiptId(fact.receipt_id))


@state(of=lambda fact: (fact.business_id, fact.receipt_id))
def take_back(fact: ReceiptUndone) -> None:
    """Take back what was given for a receipt that was undone."""
    with tenancy.scope(BusinessId(fact.business_id)):
        if queries.has_donation(ReceiptId(fact.receipt_id)):
            with db.writing():
                actions.take_back(receipt_id=ReceiptId(fact.receipt_id))


def _donate(receipt_id: ReceiptId) -> None:
    found: Any = (
        db.session()
        .execute(
            select(
                Receipt.card_id,
                Card.programme_id,
                Receipt.outlet_id,
                Receipt.actor,
                Receipt.occurred_at,
            )
            .join(Card, Card.id == Receipt.card_id)
            .where(Receipt.id == receipt_id, Receipt.undone_at.is_(None))
        )
        .one_or_none()
    )
    if found is None:
        return
    sale = Sold(
        card_id=CardId(found.card_id),
        programme_id=found.programme_id,
        outlet_id=OutletId(found.outlet_id),
        actor=found.actor,
        occurred_at=found.occurred_at,
    )
    with db.writing():
        actions.give_for_receipt(receipt_id=receipt_id, sale=sale)
