"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    cards,
    done,
    home,
    outlet,
    promotions,
    receipt,
    receipts,
    refund,
    refunded,
    sale,
)
from app.web.till.door import blueprint

__all__ = [
    "blueprint",
    "cards",
    "done",
    "home",
    "outlet",
    "promotions",
    "receipt",
    "receipts",
    "refund",
    "refunded",
    "sale",
]
