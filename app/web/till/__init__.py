"""Screens of the till: scan, amount, confirm; receipts and refunds."""

from app.web.till import (
    cards,
    claim_code,
    done,
    home,
    move,
    outlet,
    promotions,
    receipt,
    receipts,
    refund,
    refunded,
    sale,
    without_card,
)
from app.web.till.door import blueprint

__all__ = [
    "blueprint",
    "cards",
    "claim_code",
    "done",
    "home",
    "move",
    "outlet",
    "promotions",
    "receipt",
    "receipts",
    "refund",
    "refunded",
    "sale",
    "without_card",
]
