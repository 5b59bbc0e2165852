"""What a manager decides about deals that were not booked smoothly."""

from sqlalchemy import select

from app.cards import queries as cards
from app.core import audit, clock, db
from app.core.ids import CardId, StaffId
from app.sales.offline import devices, queue
from app.sales.offline.conflicts import Problem
from app.sales.offline.errors import (
    CannotBook,
    DealNotFound,
    DealSettled,
    NothingPaid,
)
from app.sales.offline.models import OfflineDeal, TillDevice

_NOBODYS = {Problem.BAD_SIGNATURE.value, Problem.UNREADABLE.value}
_NUMBER_TAKEN = "receipt_exists"


def book(*, deal_id: int, staff_id: StaffId) -> None:
    """Book a deal after all, as of now; of a spend only the money that was taken.

    Points that nobody promised stay on the card: the guest earns for what they paid.
    Raises DealNotFound, DealSettled, CannotBook, NothingPaid, SaleMissing, and what
    the sale or the refund refuses.
    """
    row, device = _open(deal_id)
    if row.state == "booked":
        raise DealSettled
    if row.reason in _NOBODYS:
        raise CannotBook
    if row.kind == "refund":
        queue.refund(row, device)
    else:
        _sell(row, device)
    _settle(row, staff_id, "offline.booked")


def _sell(row: OfflineDeal, device: TillDevice) -> None:
    if row.points and not row.paid_minor:
        raise NothingPaid
    if row.reason == _NUMBER_TAKEN:
        row.number = ""
    typed = row.typed
    if row.card_id is not None:
        typed = cards.card(CardId(row.card_id)).number
    queue.book(
        row,
        device,
        queue.card_of(typed),
        at=clock.now(),
        is_as_paid=bool(row.points),
    )


def close(*, deal_id: int, staff_id: StaffId) -> None:
    """Take a deal off the list; what was booked stays. Raises DealNotFound, DealSettled."""
    row, _ = _open(deal_id)
    _settle(row, staff_id, "offline.closed")


def _open(deal_id: int) -> tuple[OfflineDeal, TillDevice]:
    """A deal that waits for a person, held together with its device."""
    found = select(OfflineDeal.device_id).where(OfflineDeal.id == deal_id)
    device_id = db.session().scalar(found)
    if device_id is None:
        raise DealNotFound
    device = devices.locked(device_id)
    row = db.session().get_one(OfflineDeal, deal_id, with_for_update=True)
    if not row.needs_look:
        raise DealSettled
    return row, device


def _settle(row: OfflineDeal, staff_id: StaffId, act: str) -> None:
    row.needs_look = False
    row.settled_at, row.settled_by = clock.now(), staff_id
    db.session().flush()
    audit.note(
        act,
        subject=f"offline_deal:{row.id}",
        kind=row.kind,
        total_minor=row.total_minor,
        points=row.points,
        reason=row.reason,
    )
