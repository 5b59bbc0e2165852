"""A cheque that was booked on the previous guest's card goes to the right one.

The wrong card's cheque is undone as a whole and booked anew on the right card, under
the time and the rules of the first one; the two are linked (R13).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.cards import actions as cards
from app.cards import queries as card_queries
from app.cards.actions import LockedCard
from app.core import audit, clock, db
from app.core.ids import CardId, OutletId, ReceiptId, StaffId
from app.sales import actions as sales
from app.sales import checks
from app.sales import queries as receipts
from app.sales.actions import Line, Sale
from app.sales.errors import CardClosed
from app.sales.queries import ReceiptDetail
from app.trust import approvals, own
from app.trust.approvals import Asked
from app.trust.errors import CannotMove, MoveTooLate, PaidWithPoints, SameCard
from app.trust.limits import limits
from app.trust.models import Move
from app.trust.rules import is_alone_enough

KIND = "move"
WITHIN = timedelta(hours=24)
_AGAIN = "/2"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What became of a wish: the new receipt, or none while it waits."""

    receipt_id: ReceiptId | None


@dataclass(frozen=True, kw_only=True)
class MoveRow:
    """The other end of a moved cheque."""

    receipt_id: ReceiptId
    moved_to_id: ReceiptId
    moved_at: datetime


def move(*, receipt_id: ReceiptId, card_id: CardId, staff_id: StaffId) -> Moved:
    """Move a cheque of the last 24 hours to another card.

    Where it earned more than one person may give, it waits for a second person.

    Raises:
        MoveTooLate, CannotMove, PaidWithPoints, SameCard, OwnCard, CardClosed.
        ReceiptNotFound, CardNotFound.
    """
    found = receipts.receipt(receipt_id)
    if clock.now() - found.row.recorded_at > WITHIN:
        raise MoveTooLate
    source, target = _locked(found.row.card_id, card_id)
    _check(receipts.receipt(receipt_id), source, target, f"staff:{staff_id}")
    if not is_alone_enough(found.row.earned_points, limits()):
        approvals.ask(
            kind=KIND,
            payload={
                "receipt_id": receipt_id,
                "card_id": target.id,
                "points": found.row.earned_points,
                "number": found.row.number,
            },
            card_id=source.id,
            asked_by=staff_id,
        )
        return Moved(receipt_id=None)
    return Moved(receipt_id=_move(found, target, f"staff:{staff_id}"))


def can_move(found: ReceiptDetail) -> bool:
    """Whether a cheque can still go to another card, as far as it says itself."""
    row = found.row
    is_whole = not (row.undone_at or row.exchanged_from_id or found.refunds)
    is_new = clock.now() - row.recorded_at <= WITHIN
    return is_whole and is_new and row.paid_minor == row.total_minor


def moved_from(receipt_id: ReceiptId) -> MoveRow | None:
    """Where a cheque went, if it went anywhere."""
    return _row(Move.receipt_id == receipt_id)


def moved_to(receipt_id: ReceiptId) -> MoveRow | None:
    """Which cheque this one was before, if it was another card's."""
    return _row(Move.moved_to_id == receipt_id)


def _row(which: object) -> MoveRow | None:
    found = db.session().execute(
        select(Move.receipt_id, Move.moved_to_id, Move.moved_at).where(which)  # type: ignore[arg-type]
    )
    row = found.one_or_none()
    if row is None:
        return None
    return MoveRow(
        receipt_id=ReceiptId(row[0]), moved_to_id=ReceiptId(row[1]), moved_at=row[2]
    )


def _locked(source_id: CardId, target_id: CardId) -> tuple[LockedCard, LockedCard]:
    """Both cards, in the order of their ids, so that two moves cannot block."""
    locked = {i: cards.touch(i) for i in sorted({source_id, target_id})}
    return locked[source_id], locked[target_id]


def _check(
    found: ReceiptDetail, source: LockedCard, target: LockedCard, actor: str
) -> None:
    row = found.row
    if row.undone_at is not None or row.exchanged_from_id is not None or found.refunds:
        raise CannotMove
    if any(each.code or each.is_personal for each in found.discounts):
        # The code or the offer would be free again, and the discount kept.
        raise CannotMove
    if row.paid_minor != row.due_minor:
        raise PaidWithPoints
    if source.id == target.id:
        raise SameCard
    if target.state != "active":
        raise CardClosed
    own.check(actor, target.member_id)


def _move(found: ReceiptDetail, target: LockedCard, actor: str) -> ReceiptId:
    row = found.row
    sales.withdraw(receipt_id=row.id, actor=actor, reason="moved_away")
    booked = sales.book(
        Sale(
            outlet_id=OutletId(row.outlet_id),
            card_id=target.id,
            number=_number(row.number),
            lines=tuple(
                Line(
                    amount_minor=line.due_minor,
                    name=line.name,
                    sku=line.sku,
                    category=line.category,
                    quantity_milli=line.quantity_milli,
                    is_excluded=line.is_excluded,
                )
                for line in found.lines
            ),
            occurred_at=row.occurred_at,
            source="move",
            actor=row.actor,
            was_asked=row.was_asked,
            reason="moved_here",
        )
    )
    db.session().add(
        Move(
            receipt_id=row.id,
            moved_to_id=booked.receipt_id,
            actor=actor,
            moved_at=clock.now(),
        )
    )
    db.session().flush()
    audit.note(
        "receipt.moved",
        subject=f"receipt:{row.id}",
        number=row.number,
        points=booked.earned_points,
    )
    return booked.receipt_id


def _number(number: str) -> str | None:
    """The number of the new half; where it would be too long, one of ours."""
    return number + _AGAIN if len(number + _AGAIN) <= checks.MAX_NUMBER else None


def _approved(asked: Asked) -> None:
    """A second person agreed: everything is checked again, but the time that ran."""
    receipt_id = ReceiptId(asked.payload["receipt_id"])
    wanted = card_queries.card(CardId(asked.payload["card_id"]))
    found = receipts.receipt(receipt_id)
    source, target = _locked(found.row.card_id, wanted.id)
    found = receipts.receipt(receipt_id)
    actor = f"staff:{asked.asked_by}"
    _check(found, source, target, actor)
    _move(found, target, actor)


approvals.carry_out(KIND, _approved)
