"""What a receipt still holds, and what a return of some lines takes and gives back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.businesses.models import Outlet
from app.core import clock, db
from app.core.ids import CardId, OutletId, ReceiptId, RuleVersionId
from app.ledger import queries as ledger
from app.programmes.earning import clawback, unearn_steps
from app.programmes.rules import CardRules
from app.sales import errors, means
from app.sales.means import LinePayment, PaidBack
from app.sales.models import Receipt, ReceiptLine


@dataclass(frozen=True)
class Held:
    """A receipt as it stands; read again after its card was locked."""

    id: ReceiptId
    outlet_id: OutletId
    card_id: CardId
    rule_version_id: RuleVersionId
    number: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    points_spent: int
    earned_points: int
    clawed_points: int
    undone_at: datetime | None
    exchanged_from_id: ReceiptId | None
    is_earning: bool
    zone: str

    @property
    def left_points(self) -> int:
        """What it earned and refunds have not taken back."""
        return self.earned_points - self.clawed_points

    @property
    def day(self) -> str:
        """The local calendar day of the sale."""
        return clock.local_date(self.occurred_at, self.zone).isoformat()


@dataclass(frozen=True)
class HeldLine:
    """A line of the receipt and whether it came back."""

    position: int
    paid_minor: int
    points_share: int
    is_excluded: bool
    is_returned: bool
    payments: tuple[LinePayment, ...] = ()

    @property
    def base_minor(self) -> int:
        """Money, and what counts as money where points are earned (R5)."""
        return self.paid_minor + sum(
            each.amount_minor for each in self.payments if each.is_earning
        )


@dataclass(frozen=True, kw_only=True)
class Return:
    """Lines that come back: money and points for them, points taken back for them."""

    positions: tuple[int, ...]
    money_minor: int
    points: int
    clawed: int
    carried_minor: int
    payments: tuple[PaidBack, ...] = ()


_HELD = select(
    Receipt.id,
    Receipt.outlet_id,
    Receipt.card_id,
    Receipt.rule_version_id,
    Receipt.number,
    Receipt.source,
    Receipt.occurred_at,
    Receipt.recorded_at,
    Receipt.points_spent,
    Receipt.earned_points,
    Receipt.clawed_points,
    Receipt.undone_at,
    Receipt.exchanged_from_id,
    Receipt.is_earning,
    Outlet.zone,
).join(Outlet, Outlet.id == Receipt.outlet_id)


def card_of(receipt_id: ReceiptId) -> CardId:
    """The card to lock before anything else of the receipt is believed."""
    found = db.session().execute(
        select(Receipt.card_id).where(Receipt.id == receipt_id)
    )
    card_id = found.scalar_one_or_none()
    if card_id is None:
        raise errors.ReceiptNotFound
    return CardId(card_id)


def held(receipt_id: ReceiptId) -> Held:
    """The receipt; raises ReceiptNotFound, also for another business's."""
    row: Any = db.session().execute(_HELD.where(Receipt.id == receipt_id)).one_or_none()
    if row is None:
        raise errors.ReceiptNotFound
    return Held(*row)


def held_lines(receipt_id: ReceiptId) -> list[HeldLine]:
    """The receipt's lines in order."""
    rows: Any = db.session().execute(
        select(
            ReceiptLine.position,
            ReceiptLine.paid_minor,
            ReceiptLine.points_share,
            ReceiptLine.is_excluded,
            ReceiptLine.is_returned,
        )
        .where(ReceiptLine.receipt_id == receipt_id)
        .order_by(ReceiptLine.position)
    )
    lines = [HeldLine(*row) for row in rows]
    paid_by = means.of_receipt(receipt_id)
    if not paid_by:
        return lines
    return [
        replace(
            line,
            payments=tuple(each for each in paid_by if each.position == line.position),
        )
        for line in lines
    ]


def work_out(
    receipt: Held,
    lines: Sequence[HeldLine],
    positions: tuple[int, ...] | None,
    carried_minor: int,
    rules: CardRules,
) -> Return:
    """What comes back for ``positions``, or for all that is left (R6, R7).

    Args:
        receipt: the receipt, under its card's lock.
        lines: its lines.
        positions: the lines that come back; None for every line left.
        carried_minor: the card's carry (E44).
        rules: the version the receipt was booked under (E48).

    Raises:
        ReceiptWasUndone, NothingToRefund, LineReturned, NoSuchLine.
    """
    if receipt.undone_at is not None:
        raise errors.ReceiptWasUndone
    back = _chosen(lines, positions)
    chosen = {line.position for line in back}
    clawed, carry = _unearned(
        receipt,
        returned=sum(line.base_minor for line in back if not line.is_excluded),
        remaining=sum(
            line.base_minor
            for line in lines
            if not (line.is_returned or line.is_excluded or line.position in chosen)
        ),
        carried_minor=carried_minor,
        rules=rules,
    )
    return Return(
        positions=tuple(sorted(chosen)),
        money_minor=sum(line.paid_minor for line in back),
        points=sum(line.points_share for line in back),
        clawed=clawed,
        carried_minor=carry,
        payments=means.together(each for line in back for each in line.payments),
    )


def mark(receipt: Held, back: Return) -> None:
    """Mark the lines as returned and count what was taken back."""
    session = db.session()
    session.execute(
        update(ReceiptLine)
        .where(
            ReceiptLine.receipt_id == receipt.id,
            ReceiptLine.position.in_(back.positions),
        )
        .values(
            is_returned=True,
            returned_minor=ReceiptLine.paid_minor,
            returned_points=ReceiptLine.points_share,
        )
        .execution_options(synchronize_session=False)
    )
    if back.payments:
        means.mark_returned(receipt.id, back.positions)
    if back.clawed:
        session.execute(
            update(Receipt)
            .where(Receipt.id == receipt.id)
            .values(clawed_points=Receipt.clawed_points + back.clawed)
            .execution_options(synchronize_session=False)
        )


def clawback_parts(receipt: Held, amount: int) -> Iterator[tuple[ReceiptId, int]]:
    """On whose lots ``amount`` stands: the receipt's own, then those it kept (E46)."""
    while receipt.exchanged_from_id is not None:
        part = min(amount, _credited(receipt.id))
        if part:
            yield receipt.id, part
        amount -= part
        receipt = held(receipt.exchanged_from_id)
    if amount:
        yield receipt.id, amount


def _credited(receipt_id: ReceiptId) -> int:
    """What the books still hold as credited for this receipt itself."""
    postings = ledger.of_receipt(receipt_id)
    moved = (row.net_points for row in postings if row.kind in {"earn", "clawback"})
    return max(0, sum(moved))


def _chosen(
    lines: Sequence[HeldLine], positions: tuple[int, ...] | None
) -> list[HeldLine]:
    left = {line.position: line for line in lines if not line.is_returned}
    if positions is None:
        positions = tuple(left)
    if not left or not positions:
        raise errors.NothingToRefund
    known = {line.position for line in lines}
    for position in positions:
        if position not in known:
            raise errors.NoSuchLine(position=position)
        if position not in left:
            raise errors.LineReturned(position=position)
    return [left[position] for position in dict.fromkeys(positions)]


def _unearned(
    receipt: Held,
    *,
    returned: int,
    remaining: int,
    carried_minor: int,
    rules: CardRules,
) -> tuple[int, int]:
    if not receipt.is_earning:
        return 0, carried_minor
    if rules.step_minor:
        return unearn_steps(returned, carried_minor, receipt.left_points, rules)
    clawed = clawback(remaining, receipt.earned_points, receipt.clawed_points, rules)
    return clawed, carried_minor
