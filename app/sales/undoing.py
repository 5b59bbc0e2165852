"""Undoes a receipt within its first minute, as if it had not been booked."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app.cards import actions as cards
from app.cards import queries as card_queries
from app.cards.actions import LockedCard
from app.core import audit, clock, db, outbox, tenancy
from app.core.ids import ReceiptId
from app.instruments import actions as instruments
from app.ledger import actions as ledger
from app.ledger import queries as ledger_queries
from app.ledger.actions import Cause, Posted
from app.programmes import queries as programmes
from app.programmes.moved import Moved, What
from app.programmes.queries import Version
from app.sales import erasures, errors, hooks, means, returns
from app.sales.booking import standing
from app.sales.events import ReceiptUndone
from app.sales.means import Move
from app.sales.models import Receipt, ReceiptLine
from app.sales.returns import Held

UNDO_FOR = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Undone:
    """An undone receipt and the card after it."""

    receipt_id: ReceiptId
    number: str
    available: int
    pending: int
    debt: int


def undo(*, receipt_id: ReceiptId, actor: str) -> Undone:
    """Reverse what a receipt moved; it stays in the books, marked, its number taken.

    Raises:
        ReceiptNotFound: no such receipt in this business.
        ReceiptWasUndone: it was undone before.
        UndoTooLate: it was booked more than 60 seconds ago.
        UndoImpossible: goods came back already, or it belongs to an exchange.
    """
    return _undo(receipt_id, actor, within=UNDO_FOR, reason="undo")


def withdraw(*, receipt_id: ReceiptId, actor: str, reason: str = "undo") -> Undone:
    """Undo a receipt that never was a purchase of this card's holder, however old.

    A sample, or a cheque of somebody else; ``reason`` is what the history says. Raises
    what ``undo`` does, but never UndoTooLate.
    """
    return _undo(receipt_id, actor, within=None, reason=reason)


def _undo(
    receipt_id: ReceiptId, actor: str, within: timedelta | None, reason: str
) -> Undone:
    card_id = returns.card_of(receipt_id)
    means.lock_for_return(card_id, receipt_id)
    card = cards.touch(card_id)
    receipt = returns.held(receipt_id)
    _check(receipt, within)
    version = programmes.version(receipt.rule_version_id)
    _restore_carry(receipt, card, version)
    _mark(receipt)
    posted = _reverse(receipt, card, actor, reason)
    if version.kind == "certificate":
        instruments.revive(card.id)
    _give_back_payments(receipt, card, actor)
    returns.free_discounts(receipt, card, actor, clock.now())
    if hooks.run(_moved(receipt, card, version, actor)):
        posted = None
    cause = _cause(receipt, f"undo:{receipt_id}", actor, reason)
    if erasures.write_off(card, cause):
        posted = None
    outbox.record(
        ReceiptUndone(
            business_id=tenancy.current(),
            outlet_id=receipt.outlet_id,
            receipt_id=receipt_id,
            card_id=card.id,
            day=receipt.day,
        )
    )
    audit.note("receipt.undone", subject=f"receipt:{receipt_id}", number=receipt.number)
    now = standing(card.id, posted)
    return Undone(
        receipt_id=receipt_id,
        number=receipt.number,
        available=now.available,
        pending=now.pending,
        debt=now.debt,
    )


def _check(receipt: Held, within: timedelta | None) -> None:
    if receipt.undone_at is not None:
        raise errors.ReceiptWasUndone
    if within is not None and clock.now() - receipt.recorded_at > within:
        raise errors.UndoTooLate
    returned = select(ReceiptLine.id).where(
        ReceiptLine.receipt_id == receipt.id, ReceiptLine.is_returned
    )
    is_touched = db.session().execute(returned.limit(1)).first() is not None
    if is_touched or receipt.exchanged_from_id is not None:
        raise errors.UndoImpossible


def _restore_carry(receipt: Held, card: LockedCard, version: Version) -> None:
    """Take the receipt's money out of the card's carry again (E44)."""
    if not receipt.is_earning:
        return
    lines = returns.held_lines(receipt.id)
    back = returns.reduced(
        receipt, stays=(), back=lines, carried_minor=card.carried_minor
    )
    carry = version.rules.carried_undone(back)
    if carry != card.carried_minor:
        cards.carry(card_id=card.id, carried_minor=carry)


def _mark(receipt: Held) -> None:
    session = db.session()
    session.execute(
        update(ReceiptLine)
        .where(ReceiptLine.receipt_id == receipt.id)
        .values(
            is_returned=True,
            returned_minor=ReceiptLine.paid_minor,
            returned_points=ReceiptLine.points_share,
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Receipt)
        .where(Receipt.id == receipt.id)
        .values(
            undone_at=clock.now(),
            clawed_points=Receipt.earned_points,
            returned_minor=Receipt.paid_minor,
        )
        .execution_options(synchronize_session=False)
    )


def _give_back_payments(receipt: Held, card: LockedCard, actor: str) -> None:
    lines = returns.held_lines(receipt.id)
    paid = means.together(each for line in lines for each in line.payments)
    for place, each in enumerate(paid):
        means.MEANS[each.kind].give_back(
            Move(
                key=f"undo:{receipt.id}:pay:{place}",
                receipt_id=receipt.id,
                outlet_id=receipt.outlet_id,
                card_id=card.id,
                ref=each.ref,
                amount_minor=each.amount_minor,
                actor=actor,
                zone=receipt.zone,
                occurred_at=clock.now(),
            )
        )
    if paid:
        means.mark_returned(receipt.id, [line.position for line in lines])


def _reverse(receipt: Held, card: LockedCard, actor: str, reason: str) -> Posted | None:
    """Give spent points back first, so that taking the earned ones leaves no debt."""
    posted = None
    # What other means paid is theirs to give back.
    mine = set(card_queries.own_and_joined(card.id))
    postings = [
        row
        for row in ledger_queries.of_receipt(receipt.id)
        if row.card_id in mine and row.reversed_by_id is None and row.kind != "reversal"
    ]
    for posting in sorted(postings, key=lambda row: row.net_points):
        posted = ledger.reverse(
            posting_id=posting.posting_id,
            card_id=card.id,
            cause=_cause(receipt, f"undo:{posting.posting_id}", actor, reason),
        )
    return posted


def _moved(receipt: Held, card: LockedCard, version: Version, actor: str) -> Moved:
    return Moved(
        what=What.UNDONE,
        key=f"undo:{receipt.id}",
        receipt_id=receipt.id,
        outlet_id=receipt.outlet_id,
        card_id=card.id,
        member_id=card.member_id,
        programme_id=card.programme_id,
        version=version,
        zone=receipt.zone,
        actor=actor,
        occurred_at=clock.now(),
    )


def _cause(receipt: Held, key: str, actor: str, reason: str) -> Cause:
    return Cause(
        key=key,
        actor=actor,
        reason=reason,
        occurred_at=clock.now(),
        receipt_id=receipt.id,
        rule_version_id=receipt.rule_version_id,
    )
