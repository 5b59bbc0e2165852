"""Facts told as the worker would, and what members were told of them."""

from typing import Any

from sqlalchemy import select

from app import fanout
from app.core import clock, db, tenancy
from app.core.ids import MemberId
from app.core.outbox import OutboxRow
from app.notifications.models import Notice
from app.sales import actions as sales
from tests.world import Shop

_ROOMS = ("app.reviews.handlers", "app.notifications.reviews")


def deliver() -> None:
    """Tell what is due to everybody who hears it for reviews; repeats are harmless."""
    db.session().rollback()
    due = select(OutboxRow).where(OutboxRow.due_at <= clock.now())
    rows = db.session().scalars(due.order_by(OutboxRow.id)).all()
    facts = [(row.fact, dict(row.payload)) for row in rows]
    db.session().rollback()
    for fact, payload in facts:
        kind = fanout.FACTS[fact]
        for handler in fanout.HANDLERS[kind]:
            if handler.__module__ in _ROOMS:
                handler(kind(**payload))
    db.session().rollback()


def told(shop: Shop, member_id: MemberId, kind: str) -> list[dict[str, Any]]:
    """The payloads of a member's notices of a kind, oldest first."""
    db.session().rollback()
    with tenancy.scope(shop.business_id):
        rows = db.session().scalars(
            select(Notice.payload)
            .where(Notice.member_id == member_id, Notice.kind == kind)
            .order_by(Notice.id)
        )
        return list(rows.all())


def give_back(shop: Shop, receipt_id: int, *, positions: Any = None) -> None:
    """The goods come back."""
    with tenancy.scope(shop.business_id), db.writing():
        sales.refund(
            receipt_id=receipt_id,  # type: ignore[arg-type]
            positions=positions,
            number=None,
            outlet_id=shop.outlet_id,
            actor=shop.cashier.actor,
        )
