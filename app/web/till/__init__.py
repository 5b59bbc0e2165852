"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    cards,
    done,
    home,
    instrument,
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
)
from app.web.till.door import blueprint

__all__ = [
    "blueprint",
    "cards",
    "done",
    "home",
    "instrument",
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
]
