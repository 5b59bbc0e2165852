"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    attach,
    cards,
    care,
    done,
    home,
    lost,
    new_pin,
    outlet,
    pin,
    receipt,
    receipts,
    refund,
    refunded,
    sale,
    slip,
)
from app.web.till.door import blueprint

__all__ = [
    "attach",
    "blueprint",
    "cards",
    "care",
    "done",
    "home",
    "lost",
    "new_pin",
    "outlet",
    "pin",
    "receipt",
    "receipts",
    "refund",
    "refunded",
    "sale",
    "slip",
]
