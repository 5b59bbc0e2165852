"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    cards,
    claim_code,
    done,
    home,
    instrument,
    move,
    outlet,
    pay,
    receipt,
    receipts,
    refund,
    refunded,
    sale,
    sell,
    sold,
    used,
    without_card,
)
from app.web.till.door import blueprint

__all__ = [
    "blueprint",
    "cards",
    "claim_code",
    "done",
    "home",
    "instrument",
    "move",
    "outlet",
    "pay",
    "receipt",
    "receipts",
    "refund",
    "refunded",
    "sale",
    "sell",
    "sold",
    "used",
    "without_card",
]
