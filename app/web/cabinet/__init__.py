"""The guest's own pages: card, code, history, receipts, profile."""

from app.web.cabinet import (
    award,
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
    rewards,
    sign_out,
    wallet,
)
from app.web.cabinet.door import blueprint

__all__ = [
    "award",
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
    "rewards",
    "sign_out",
    "wallet",
]
