"""Passes and tickets, seen by trust: no use while a card is checked, none of one's own."""

from app.cards import queries as cards
from app.core.ids import CardId, OutletId
from app.instruments import actions as instruments
from app.instruments.actions import Used
from app.trust import cases, own
from app.trust.errors import SpendingBlocked


def use(*, card_id: CardId, outlet_id: OutletId, actor: str, gate: str = "") -> Used:
    """Let the holder in; raises OwnCard, SpendingBlocked and what ``use`` does."""
    own.check(actor, cards.card(card_id).member_id)
    if cases.is_blocked(card_id):
        raise SpendingBlocked
    return instruments.use(card_id=card_id, outlet_id=outlet_id, actor=actor, gate=gate)
