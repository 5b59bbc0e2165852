"""The guest's own pages: card, code, history, receipts, profile."""

from app.web.cabinet import (
    case,
    code,
    consent,
    delivery,
    erase,
    erase_code,
    google,
    history,
    home,
    profile,
    receipt,
    sign_out,
    wallet,
)
from app.web.cabinet.door import blueprint

__all__ = [
    "blueprint",
    "case",
    "code",
    "consent",
    "delivery",
    "erase",
    "erase_code",
    "google",
    "history",
    "home",
    "profile",
    "receipt",
    "sign_out",
    "wallet",
]
