"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    award,
    awards,
    cards,
    done,
    home,
    outlet,
    receipt,
    receipts,
    refund,
    refunded,
    sale,
)
from app.web.till.door import blueprint

__all__ = [
    "award",
    "awards",
    "blueprint",
    "cards",
    "done",
    "home",
    "outlet",
    "receipt",
    "receipts",
    "refund",
    "refunded",
    "sale",
]
