"""What a receipt still holds, and what a return of some lines takes and gives back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from app.businesses.models import Outlet
from app.cards.actions import LockedCard
from app.core import clock, db, money
from app.core.ids import CardId, OutletId, ReceiptId, RuleVersionId
from app.ledger import queries as ledger
from app.programmes.purchases import Bought, Purchase, Reduced, Unearned
from app.programmes.rules import CardRules
from app.sales import discounting, errors, means
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
    discount_minor: int
    extra_basis_points: int
    currency: str | None
    zone: str

    @property
    def left_points(self) -> int:
        """What it earned and refunds have not taken back."""
        return self.earned_points - self.clawed_points

    @property
    def local(self) -> datetime:
        """When it was paid, by the clock of its outlet."""
        return self.occurred_at.astimezone(ZoneInfo(self.zone))

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
    sku: str
    category: str
    quantity_milli: int
    amount_minor: int
    foreign_minor: int | None
    payments: tuple[LinePayment, ...] = ()

    @property
    def foreign_paid_minor(self) -> int:
        """The money paid for it in the currency of the receipt, at its rate (E40)."""
        if not self.foreign_minor or not self.amount_minor:
            return 0
        return money.divide_half_up(
            self.foreign_minor * self.paid_minor, self.amount_minor
        )

    @property
    def base_minor(self) -> int:
        """Money, and what counts as money where points are earned (R5)."""
        return self.paid_minor + sum(
            each.amount_minor for each in self.payments if each.is_earning
        )


@dataclass(frozen=True, kw_only=True)
class Return:
    """Lines that come back: money and points for them, points taken back for them.

    ``is_last``: nothing of the receipt is left then. ``foreign_minor`` is the money in
    the ``currency`` of the receipt, when it is another than the business's (E40).
    """

    positions: tuple[int, ...]
    money_minor: int
    points: int
    clawed: int
    carried_minor: int
    payments: tuple[PaidBack, ...]
    is_last: bool
    currency: str | None
    foreign_minor: int | None


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
    Receipt.discount_minor,
    Receipt.extra_basis_points,
    Receipt.currency,
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
            ReceiptLine.sku,
            ReceiptLine.category,
            ReceiptLine.quantity_milli,
            ReceiptLine.amount_minor,
            ReceiptLine.foreign_minor,
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
    stays = [
        line for line in lines if not line.is_returned and line.position not in chosen
    ]
    taken = _unearned(
        receipt,
        reduced(receipt, stays=stays, back=back, carried_minor=carried_minor),
        rules,
    )
    return Return(
        positions=tuple(sorted(chosen)),
        money_minor=sum(line.paid_minor for line in back),
        points=sum(line.points_share for line in back),
        clawed=taken.points,
        carried_minor=taken.carried_minor,
        payments=means.together(each for line in back for each in line.payments),
        is_last=not stays,
        currency=receipt.currency,
        foreign_minor=sum(line.foreign_paid_minor for line in back)
        if receipt.currency
        else None,
    )


def reduced(
    receipt: Held,
    *,
    stays: Sequence[HeldLine],
    back: Sequence[HeldLine],
    carried_minor: int,
) -> Reduced:
    """The receipt as its rules see it when some lines come back."""
    return Reduced(
        remaining=_purchase(receipt, stays),
        returned=_purchase(receipt, back),
        earned_points=receipt.earned_points,
        clawed_points=receipt.clawed_points,
        carried_minor=carried_minor,
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
    session.execute(
        update(Receipt)
        .where(Receipt.id == receipt.id)
        .values(
            clawed_points=Receipt.clawed_points + back.clawed,
            returned_minor=Receipt.returned_minor + back.money_minor,
        )
        .execution_options(synchronize_session=False)
    )


def free_discounts(
    receipt: Held, card: LockedCard, actor: str, occurred_at: datetime
) -> None:
    """Free codes and offers that the receipt had used: nothing of it is left (E23)."""
    if not receipt.discount_minor:
        return
    discounting.free(
        receipt_id=receipt.id,
        outlet_id=receipt.outlet_id,
        card_id=card.id,
        member_id=card.member_id,
        actor=actor,
        occurred_at=occurred_at,
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


def _purchase(receipt: Held, lines: Sequence[HeldLine]) -> Purchase:
    return Purchase(
        lines=tuple(
            Bought(
                paid_minor=line.base_minor,
                sku=line.sku,
                category=line.category,
                quantity_milli=line.quantity_milli,
            )
            for line in lines
            if not line.is_excluded
        ),
        local=receipt.local,
        extra_basis_points=receipt.extra_basis_points,
    )


def _unearned(receipt: Held, back: Reduced, rules: CardRules) -> Unearned:
    if not receipt.is_earning:
        return Unearned(points=0, carried_minor=back.carried_minor)
    return rules.unearned(back)
