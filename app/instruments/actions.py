"""Every change of certificates, passes, tickets and memberships."""

from app.instruments.ending import can_hand_over, hand_over, lapse, refund, revive
from app.instruments.resting import freeze, unfreeze
from app.instruments.selling import Order, Sold, sell
from app.instruments.ticketing import Event, add_event
from app.instruments.using import Used, tell_of, undo, use

__all__ = [
    "Event",
    "Order",
    "Sold",
    "Used",
    "add_event",
    "can_hand_over",
    "freeze",
    "hand_over",
    "lapse",
    "refund",
    "revive",
    "sell",
    "tell_of",
    "undo",
    "unfreeze",
    "use",
]
