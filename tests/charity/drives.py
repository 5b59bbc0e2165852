"""Donations in few words."""

from app import fanout
from app.charity import actions
from app.charity.actions import Promise
from app.core import db, tenancy
from app.core.outbox import OutboxRow
from app.sales.actions import Booked
from tests.world import Shop, sell

PDF = b"%PDF-1.4\n%%EOF\n"


def start(shop: Shop, *, amount: int = 1_00, budget: int = 500_00) -> int:
    """Begin to donate; the charity's id."""
    promise = Promise(
        fund="Тепло",
        about="Кормит приюты",
        link="https://fund.example",
        programme_id=None,
        amount_minor=amount,
        budget_minor=budget,
        cooldown_minutes=60,
    )
    with tenancy.scope(shop.business_id), db.writing():
        return actions.begin(promise=promise)


def deliver() -> None:
    """What the worker does with facts about receipts."""
    rows = db.session().query(OutboxRow).order_by(OutboxRow.id).all()
    facts = [(row.fact, dict(row.payload)) for row in rows]
    for fact, payload in facts:
        if fact not in {"ReceiptBooked", "ReceiptUndone"}:
            continue
        for handler in fanout.HANDLERS[fanout.FACTS[fact]]:
            if handler.__module__ == "app.charity.handlers":
                handler(fanout.FACTS[fact](**payload))


def give(shop: Shop) -> Booked:
    """One purchase, and what follows from it."""
    booked = sell(shop, shop.member, amount_minor=100_00)
    deliver()
    return booked
