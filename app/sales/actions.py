"""Every change of sales: book, refund, exchange, undo, withdraw.

Each locks the card with its first change, so that two tills at one card take turns.
"""

from app.sales.booking import Booked, book
from app.sales.certificates import payment as certificate_payment
from app.sales.refunding import Refunded, exchange, refund
from app.sales.rules import Line, Sale
from app.sales.undoing import UNDO_FOR, Undone, undo, withdraw

__all__ = [
    "UNDO_FOR",
    "Booked",
    "Line",
    "Refunded",
    "Sale",
    "Undone",
    "book",
    "certificate_payment",
    "exchange",
    "refund",
    "undo",
    "withdraw",
]
