"""Takes in what tills have kept: every deal once, whatever the network does (R15).

The row of a deal is written with its effect, under the lock of its device, so a letter
that comes again, from another window or after a lost answer, finds the first answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cards import alternatives, codes, stock
from app.cards.queries import FoundCard
from app.core import clock, db, tenancy
from app.core.errors import AppError, Conflict, NotFound, Refused
from app.core.ids import OutletId, ReceiptId
from app.ledger import overdrafts
from app.sales import actions as sales
from app.sales.models import Receipt
from app.sales.offline import conflicts, devices, guard, promises, timing, wire
from app.sales.offline.conflicts import Problem, Promise, Ruling, Verdict
from app.sales.offline.errors import SaleMissing, Unreadable
from app.sales.offline.models import OfflineDeal, TillDevice
from app.sales.offline.promises import Ticket
from app.sales.offline.wire import Deal, Letter
from app.sales.rules import Line, Sale

_STATES = {
    Verdict.BOOK: "booked",
    Verdict.WAIT: "waiting",
    Verdict.REVIEW: "review",
    Verdict.REFUSE: "refused",
}
_FORGED = (Problem.BAD_SIGNATURE, Problem.SEQUENCE_REUSED, Problem.UNREADABLE)
_RETRIED = 200
_SIGNING = timedelta(seconds=1)


@dataclass(frozen=True)
class Outcome:
    """What became of a deal; ``number`` is its receipt's. ``reason`` is a code."""

    sequence: int
    digest: str
    state: str
    reason: str
    number: str
    is_overdrawn: bool
    is_repeat: bool


def receive(
    *,
    device_id: int,
    staff_id: int,
    letter: Letter,
    sent_at: datetime,
) -> Outcome:
    """Book a deal, or keep it with the reason why not; the same letter does it once.

    Args:
        device_id: who claims to have written it.
        staff_id: who is signed in where it was sent.
        letter: the signed words.
        sent_at: the device's own time of the sending.

    Raises DeviceUnknown. Refusals of a deal are outcomes, not errors.
    """
    device = devices.locked(device_id)
    device.seen_at = clock.now()
    known = _known(device.id, letter)
    if known is not None:
        return replace(_outcome(known), is_repeat=True)
    row = OfflineDeal(
        device_id=device.id,
        sequence=wire.sequence_of(letter),
        digest=letter.digest,
        staff_id=staff_id,
        received_at=clock.now(),
        own_at=sent_at,
        occurred_at=clock.now(),
        kind="unreadable",
    )
    try:
        if not wire.is_signed(letter, device.public_key):
            _rule(row, Ruling(Verdict.REFUSE, Problem.BAD_SIGNATURE))
        else:
            _take(row, device, wire.read(letter), sent_at)
    except Unreadable:
        _rule(row, Ruling(Verdict.REFUSE, Problem.UNREADABLE))
    db.session().add(row)
    db.session().flush()
    if row.state == "booked" and row.receipt_id is not None:
        _wake_refunds(device, row)
    return _outcome(row)


def _known(device_id: int, letter: Letter) -> OfflineDeal | None:
    return db.session().scalar(
        select(OfflineDeal).where(
            OfflineDeal.device_id == device_id,
            OfflineDeal.sequence == wire.sequence_of(letter),
            OfflineDeal.digest == letter.digest,
        )
    )


def _take(row: OfflineDeal, device: TillDevice, deal: Deal, sent_at: datetime) -> None:
    """Fill the row from a letter that is the device's own, and act on it."""
    ticket = _ticket(deal, device)
    moment = timing.moment(
        deal.own_at,
        sent_at=sent_at,
        received_at=row.received_at,
        not_before=ticket.signed_at if ticket else None,
    )
    row.kind, row.own_at = deal.kind, deal.own_at
    row.occurred_at, row.is_clock_wrong = moment.at, moment.is_doubtful
    row.staff_id = ticket.staff_id if ticket else row.staff_id
    row.snapshot_at = ticket.signed_at if ticket else None
    row.number, row.typed = deal.number, deal.card
    row.of_number, row.of_sequence = deal.of_number, deal.of_sequence
    row.total_minor, row.paid_minor = deal.total_minor, deal.paid_minor
    row.points, row.was_asked = deal.points, deal.was_asked
    row.lines = [_stored(line) for line in deal.lines]
    if _is_taken(device.id, deal.sequence):
        _rule(row, Ruling(Verdict.REFUSE, Problem.SEQUENCE_REUSED))
        return
    device.last_sequence = max(device.last_sequence, deal.sequence)
    if deal.kind == "refund":
        settle_refund(row, device)
    else:
        _settle_sale(row, device, deal, ticket)


def _ticket(deal: Deal, device: TillDevice) -> Ticket | None:
    ticket = promises.opened(deal.snapshot)
    if ticket is None or ticket.device_id != device.id:
        return None
    return ticket if ticket.business_id == tenancy.current() else None


def _is_taken(device_id: int, sequence: int) -> bool:
    """Whether other words of this device have come under the number."""
    found = select(OfflineDeal.id).where(
        OfflineDeal.device_id == device_id,
        OfflineDeal.sequence == sequence,
        OfflineDeal.reason.not_in(_FORGED),
    )
    return db.session().execute(found.limit(1)).first() is not None


def _settle_sale(
    row: OfflineDeal,
    device: TillDevice,
    deal: Deal,
    ticket: Ticket | None,
) -> None:
    """Book a sale if R15 lets it; what the sale itself refuses is for a person."""
    try:
        found = card_of(deal.card)
    except (NotFound, Refused) as refusal:
        _keep(row, refusal)
        return
    row.card_id = found.card_id
    ruling = conflicts.judge_sale(
        points=deal.points,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        is_revoked=device.revoked_at is not None,
        promise=_promise(row, deal, ticket),
    )
    _rule(row, ruling)
    if ruling.verdict is Verdict.BOOK:
        try:
            with db.session().begin_nested():
                book(row, device, found)
        except (Refused, Conflict, NotFound) as refusal:
            _keep(row, refusal)
    row.typed = ""


def _entry(typed: str) -> str:
    """How the card was shown: whoever reads a code has it before them."""
    is_read = bool(typed) and not typed[0].isdecimal()
    return "code" if is_read else "number"


def card_of(typed: str) -> FoundCard:
    """The card of a code that was read without a network.

    Nobody could check a changing code then, so it counts as its bare number (M9).
    Raises CardNotFound, and CardReplaced
    for the code of a lost card, whose number in digits still finds the guest.
    """
    read = codes.parse(typed)
    if read is None or read.is_bare:
        return stock.find(typed)
    return stock.find(codes.static_payload(read.number))


def _promise(row: OfflineDeal, deal: Deal, ticket: Ticket | None) -> Promise | None:
    if ticket is None or not deal.points:
        return None
    if not promises.is_promised(deal.snapshot, deal.card, deal.limit, deal.voucher):
        return None
    used = db.session().scalar(
        select(func.coalesce(func.sum(OfflineDeal.points), 0)).where(
            OfflineDeal.card_id == row.card_id,
            OfflineDeal.device_id == row.device_id,
            # What came after these limits were signed is not in them, whatever older
            # limits it was spent by.
            (OfflineDeal.snapshot_at == ticket.signed_at)
            | (OfflineDeal.received_at >= ticket.signed_at + _SIGNING),
            OfflineDeal.state == "booked",
        )
    )
    return Promise(points=deal.limit, used=int(used or 0), ends_at=ticket.ends_at)


def book(
    row: OfflineDeal,
    device: TillDevice,
    found: FoundCard,
    *,
    at: datetime | None = None,
    is_as_paid: bool = False,
) -> None:
    """Book the sale of a row on a card. Raises what ``sales.book`` does.

    What has no points to spend goes on the card that a till would take.

    Args:
        row: the deal; it learns what became of it.
        device: whose it is, locked.
        found: the card.
        at: overrules the time of the deal.
        is_as_paid: book the money that was taken, and spend no points.
    """
    outlet_id = OutletId(device.outlet_id)
    card_id = found.card_id
    points = 0 if is_as_paid else row.points
    lines = [{"amount_minor": row.paid_minor}] if is_as_paid else row.lines
    if not points:
        choice = alternatives.choice(found.member_id, outlet_id, card_id)
        card_id = choice.card.card_id
    booked = guard.book(
        Sale(
            outlet_id=outlet_id,
            card_id=card_id,
            number=row.number or None,
            lines=tuple(Line(**line) for line in lines),
            points=points,
            occurred_at=at or row.occurred_at,
            source="till",
            actor=f"staff:{row.staff_id}",
            was_asked=row.was_asked,
            is_offline=True,
        ),
        _entry(row.typed),
        f"till:{device.id}",
    )
    row.card_id, row.typed = card_id, ""
    row.receipt_id, row.number = booked.receipt_id, booked.number
    row.state, row.reason = "booked", ""
    row.is_overdrawn = bool(points and overdrafts.open_of(booked.receipt_id))
    row.needs_look = row.is_overdrawn or row.is_clock_wrong


def settle_refund(row: OfflineDeal, device: TillDevice) -> None:
    """Book a return if its sale is here, else let it wait, and at last be looked at."""
    receipt_id = _sale_of(row, device)
    ruling = conflicts.judge_refund(
        has_sale=receipt_id is not None,
        received_at=row.received_at,
        now=clock.now(),
        is_revoked=device.revoked_at is not None,
    )
    _rule(row, ruling)
    if ruling.verdict is Verdict.BOOK:
        try:
            with db.session().begin_nested():
                refund(row, device)
        except (Refused, Conflict, NotFound) as refusal:
            _keep(row, refusal)


def refund(row: OfflineDeal, device: TillDevice) -> None:
    """Take back the whole sale of a row; raises SaleMissing and what a refund does."""
    receipt_id = _sale_of(row, device)
    if receipt_id is None:
        raise SaleMissing
    sold = db.session().get_one(Receipt, receipt_id)
    done = sales.refund(
        receipt_id=receipt_id,
        positions=None,
        number=row.number or None,
        outlet_id=OutletId(device.outlet_id),
        actor=f"staff:{row.staff_id}",
        # A return cannot have been before its sale, whatever two clocks say.
        occurred_at=max(row.occurred_at, sold.occurred_at, _oldest(row)),
        source="till",
    )
    row.card_id, row.refund_id = sold.card_id, done.refund_id
    row.state, row.reason = "booked", ""
    row.needs_look = row.is_clock_wrong


def _oldest(row: OfflineDeal) -> datetime:
    """A return that has waited long is booked as of the day it can still carry."""
    return min(row.received_at, clock.now() - conflicts.KEPT + timing.DRIFT)


def _sale_of(row: OfflineDeal, device: TillDevice) -> ReceiptId | None:
    if row.of_sequence is not None:
        found = db.session().scalar(
            select(OfflineDeal.receipt_id).where(
                OfflineDeal.device_id == device.id,
                OfflineDeal.sequence == row.of_sequence,
                OfflineDeal.receipt_id.is_not(None),
            )
        )
    else:
        found = db.session().scalar(
            select(Receipt.id).where(
                Receipt.outlet_id == device.outlet_id, Receipt.number == row.of_number
            )
        )
    return None if found is None else ReceiptId(found)


def _wake_refunds(device: TillDevice, sold: OfflineDeal) -> None:
    """Book returns that have come before this sale."""
    waiting = db.session().scalars(
        select(OfflineDeal)
        .where(OfflineDeal.device_id == device.id, OfflineDeal.state == "waiting")
        .order_by(OfflineDeal.sequence)
    )
    for row in waiting.all():
        if row.of_sequence == sold.sequence or row.of_number == sold.number:
            settle_refund(row, device)
    db.session().flush()


def retry() -> int:
    """Look again at what waits for a sale; how many found it or waited too long.

    Runs inside ``writing()``, in the scope of a business.
    """
    rows = db.session().scalars(
        select(OfflineDeal)
        .where(OfflineDeal.state == "waiting")
        .order_by(OfflineDeal.id)
        .limit(_RETRIED)
    )
    done = 0
    for row in rows.all():
        settle_refund(row, devices.locked(row.device_id))
        done += row.state != "waiting"
    db.session().flush()
    return done


def _rule(row: OfflineDeal, ruling: Ruling) -> None:
    row.state, row.reason = _STATES[ruling.verdict], ruling.problem.value
    row.needs_look = row.state in {"review", "refused"} or row.is_clock_wrong is True


def _keep(row: OfflineDeal, refusal: AppError) -> None:
    """Keep what the sale itself refused, with the code of the refusal."""
    row.state, row.reason, row.needs_look = "review", refusal.code, True


def _stored(line: Line) -> dict[str, Any]:
    return {
        "amount_minor": line.amount_minor,
        "name": line.name,
        "category": line.category,
        "is_excluded": line.is_excluded,
    }


def _outcome(row: OfflineDeal) -> Outcome:
    return Outcome(
        sequence=row.sequence,
        digest=row.digest,
        state=row.state,
        reason=row.reason,
        number=row.number,
        is_overdrawn=bool(row.is_overdrawn),
        is_repeat=False,
    )
