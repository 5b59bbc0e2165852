"""Taking back what a cheque earned, without touching the cheque itself."""

from dataclasses import dataclass

from sqlalchemy import select, update

from app.core import db
from app.core.ids import CardId, ReceiptId
from app.ledger import actions as ledger
from app.ledger.actions import Cause
from app.sales.models import Receipt, ReceiptLine


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What was taken back, and by which posting."""

    receipt_id: ReceiptId
    posting_id: int
    amount: int


def take_back(*, card_id: CardId, receipt_id: ReceiptId, cause: Cause) -> Taken | None:
    """Take back all that a receipt earned and that no return has taken (R8).

    The receipt counts it, so that a later return does not take it twice (R6). The card
    is locked by the caller. None when nothing is left.
    """
    left = db.session().scalar(
        select(Receipt.earned_points - Receipt.clawed_points).where(
            Receipt.id == receipt_id, Receipt.undone_at.is_(None)
        )
    )
    if not left:
        return None
    posted = ledger.claw_back(card_id=card_id, cause=cause, amount=left)
    _count(receipt_id, left)
    return Taken(receipt_id=receipt_id, posting_id=posted.posting_id, amount=left)


def give_again(*, card_id: CardId, taken: Taken, cause: Cause) -> int:
    """Turn that round once, as a decision was wrong (R13); how many points came back.

    None do where the goods have all come back meanwhile: they earned nothing.
    """
    kept = select(ReceiptLine.id).where(
        ReceiptLine.receipt_id == taken.receipt_id, ~ReceiptLine.is_returned
    )
    if db.session().execute(kept.limit(1)).first() is None:
        return 0
    ledger.reverse(posting_id=taken.posting_id, card_id=card_id, cause=cause)
    _count(taken.receipt_id, -taken.amount)
    return taken.amount


def _count(receipt_id: ReceiptId, points: int) -> None:
    db.session().execute(
        update(Receipt)
        .where(Receipt.id == receipt_id)
        .values(clawed_points=Receipt.clawed_points + points)
        .execution_options(synchronize_session=False)
    )
