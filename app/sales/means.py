"""Means of payment that other subjects bring, and the rows that say what each paid.

A subject above puts its means into ``MEANS`` under a kind; a receipt that is paid by it
then takes and gives back through those functions, whatever they do. They run in the
sale's own transaction and in the scope of the business that sells.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import insert, select, update

from app.core import db, tenancy
from app.core.ids import CardId, OutletId, ReceiptId
from app.core.prepared import Prepared
from app.sales.errors import UnknownPayment
from app.sales.models import ReceiptPayment
from app.sales.payments import MAX_PAYMENTS, Laid, Payment


@dataclass(frozen=True, kw_only=True)
class Move:
    """A means is to pay, or gets back what it paid.

    Attributes:
        key: makes it happen once.
        receipt_id: the receipt that is paid or taken back.
        card_id: the card that the receipt is booked on; its row is locked.
        ref: what pays.
        amount_minor: how much.
        zone: the time zone of the outlet.
        occurred_at: when.
    """

    key: str
    receipt_id: ReceiptId
    outlet_id: OutletId
    card_id: CardId
    ref: str
    amount_minor: int
    actor: str
    zone: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a kind of payment does.

    ``lock`` comes before the receipt's own card is locked: whoever locks rows of
    another business does it there, in the order of businesses.
    """

    lock: Callable[[CardId, tuple[str, ...]], None]
    take: Callable[[Move], None]
    give_back: Callable[[Move], None]


@dataclass(frozen=True, kw_only=True)
class PaidBack:
    """A payment's share of the lines that come back."""

    kind: str
    ref: str
    amount_minor: int


@dataclass(frozen=True)
class LinePayment:
    """What a means paid for one line of a receipt."""

    position: int
    kind: str
    ref: str
    amount_minor: int
    is_earning: bool


MEANS: dict[str, Means] = {}
"""Kinds of payment and what they do; the subjects that bring them fill it."""

_INSERT = Prepared(insert(ReceiptPayment).inline())


def check(payments: Sequence[Payment]) -> None:
    """Refuse payments that nothing here can make."""
    named = {(payment.kind, payment.ref) for payment in payments}
    if len(named) != len(payments) or len(payments) > MAX_PAYMENTS:
        raise UnknownPayment
    for payment in payments:
        if payment.kind not in MEANS or payment.amount_minor <= 0:
            raise UnknownPayment


def lock_for_sale(card_id: CardId, payments: Sequence[Payment]) -> None:
    """Lock what the payments of a sale are going to change, in the order of kinds."""
    _lock(card_id, sorted((payment.kind, payment.ref) for payment in payments))


def lock_for_return(card_id: CardId, receipt_id: ReceiptId) -> None:
    """Lock what a return of a receipt may give back to."""
    paid = {(row.kind, row.ref) for row in of_receipt(receipt_id)}
    _lock(card_id, sorted(paid))


def _lock(card_id: CardId, named: Sequence[tuple[str, str]]) -> None:
    for kind, same in groupby(named, key=lambda pair: pair[0]):
        MEANS[kind].lock(card_id, tuple(ref for _, ref in same))


def add(receipt_id: ReceiptId, positions: Sequence[int], laid: Sequence[Laid]) -> None:
    """Write down what each payment pays of each line."""
    rows: list[dict[str, object]] = [
        {
            "business_id": tenancy.current(),
            "receipt_id": receipt_id,
            "position": position,
            "kind": each.payment.kind,
            "ref": each.payment.ref,
            "amount_minor": share,
            "is_earning": each.payment.is_earning,
            "returned_minor": 0,
        }
        for each in laid
        for position, share in zip(positions, each.shares, strict=True)
        if share
    ]
    if rows:
        _INSERT.run_many(rows)


def of_receipt(receipt_id: ReceiptId) -> list[LinePayment]:
    """What means paid for a receipt, line by line."""
    rows: Any = db.session().execute(
        select(
            ReceiptPayment.position,
            ReceiptPayment.kind,
            ReceiptPayment.ref,
            ReceiptPayment.amount_minor,
            ReceiptPayment.is_earning,
        )
        .where(ReceiptPayment.receipt_id == receipt_id)
        .order_by(ReceiptPayment.id)
    )
    return [LinePayment(*row) for row in rows]


def together(payments: Iterable[LinePayment]) -> tuple[PaidBack, ...]:
    """The shares of lines, summed by what paid them, in the order of payment."""
    sums: dict[tuple[str, str], int] = {}
    for each in payments:
        pair = each.kind, each.ref
        sums[pair] = sums.get(pair, 0) + each.amount_minor
    return tuple(
        PaidBack(kind=kind, ref=ref, amount_minor=amount)
        for (kind, ref), amount in sums.items()
    )


def mark_returned(receipt_id: ReceiptId, positions: Sequence[int]) -> None:
    """Count the payments of these lines as given back."""
    db.session().execute(
        update(ReceiptPayment)
        .where(
            ReceiptPayment.receipt_id == receipt_id,
            ReceiptPayment.position.in_(positions),
        )
        .values(returned_minor=ReceiptPayment.amount_minor)
        .execution_options(synchronize_session=False)
    )
