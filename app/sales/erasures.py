"""What the erasing of a holder means for receipts: they stay, and tell nothing (R24)."""

from dataclasses import replace

from sqlalchemy import select, update

from app.cards.actions import LockedCard
from app.core import db
from app.core.ids import CardId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.sales.models import Receipt, Refund


def write_off(card: LockedCard, cause: Cause) -> bool:
    """Let nothing stay on the card of an erased holder; whether it is one.

    Receipts can be taken back long after: nobody is left to owe or to be owed (E37).
    """
    if card.state != "closed":
        return False
    ended = replace(
        cause,
        key=f"{cause.key}:forfeit",
        reason="erasure",
        receipt_id=None,
        rule_version_id=None,
    )
    ledger.forfeit(card_id=card.id, cause=ended)
    return True


def forget_words(card_id: CardId) -> None:
    """Blank what staff wrote about the refunds of a card: it may name its holder.

    Runs inside ``writing()``.
    """
    on_card = select(Receipt.id).where(Receipt.card_id == card_id)
    db.session().execute(
        update(Refund)
        .where(Refund.receipt_id.in_(on_card), Refund.reason != "")
        .values(reason="")
        .execution_options(synchronize_session=False)
    )
