"""What screens and the till API read of sales."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, cast, func, select, true, tuple_

from app.businesses import queries as businesses
from app.businesses.models import Outlet
from app.cards.models import Card
from app.core import clock, db
from app.core.ids import CardId, MemberId, OutletId, ReceiptId, RuleVersionId
from app.core.types import Int
from app.people.models import Member
from app.people.samples import is_counted
from app.programmes.discounts import Stage
from app.programmes.models import Programme
from app.sales import means
from app.sales.errors import ReceiptNotFound
from app.sales.means import PaidBack
from app.sales.models import Receipt, ReceiptDiscount, ReceiptLine, Refund
from app.sales.quoting import Quote, quote
from app.sales.undoing import UNDO_FOR


@dataclass(frozen=True)
class ReceiptRow:
    """A receipt as lists show it; ``refunded_minor`` is money given back.

    ``cut_points`` went over a limit; ``unit`` is what the card holds.
    """

    id: ReceiptId
    number: str
    outlet_id: OutletId
    outlet: str
    zone: str
    card_id: CardId
    card_number: str
    member_id: MemberId
    rule_version_id: RuleVersionId
    source: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    total_minor: int
    paid_minor: int
    points_spent: int
    earned_points: int
    clawed_points: int
    was_asked: bool | None
    undone_at: datetime | None
    exchanged_from_id: ReceiptId | None
    discount_minor: int
    cut_points: int
    is_earning: bool
    currency: str | None
    rate_millionths: int | None
    refunded_minor: int
    unit: str = "point"

    @property
    def due_minor(self) -> int:
        """What the goods cost after discounts."""
        return self.total_minor - self.discount_minor

    @property
    def local(self) -> datetime:
        """When it was paid, by the clock of its outlet."""
        return self.occurred_at.astimezone(ZoneInfo(self.zone))

    @property
    def can_undo(self) -> bool:
        """Whether the first minute still runs."""
        is_new = clock.now() - self.recorded_at <= UNDO_FOR
        is_whole = self.undone_at is None and self.exchanged_from_id is None
        return is_new and is_whole and not self.refunded_minor


@dataclass(frozen=True)
class LineRow:
    """A line of a receipt."""

    position: int
    sku: str
    name: str
    category: str
    quantity_milli: int
    amount_minor: int
    discount_minor: int
    points_share: int
    paid_minor: int
    foreign_minor: int | None
    is_excluded: bool
    is_returned: bool

    @property
    def due_minor(self) -> int:
        """What it cost after discounts."""
        return self.amount_minor - self.discount_minor


@dataclass(frozen=True)
class DiscountRow:
    """A discount of a receipt and what it took off in all."""

    source: str
    label: str
    code: str
    stage: int
    amount_minor: int

    @property
    def is_personal(self) -> bool:
        """Whether an offer to this guest alone was used up."""
        return self.stage == Stage.OFFER


@dataclass(frozen=True)
class RefundRow:
    """Goods that came back."""

    id: int
    receipt_id: ReceiptId
    number: str
    actor: str
    reason: str
    occurred_at: datetime
    money_minor: int
    points_returned: int
    points_clawed: int


@dataclass(frozen=True)
class ReceiptDetail:
    """A receipt with everything on it and what came back since."""

    row: ReceiptRow
    lines: tuple[LineRow, ...]
    refunds: tuple[RefundRow, ...]
    discounts: tuple[DiscountRow, ...] = ()
    payments: tuple[PaidBack, ...] = ()

    @property
    def can_refund(self) -> bool:
        """Whether a line is left to come back."""
        is_left = any(not line.is_returned for line in self.lines)
        return is_left and self.row.undone_at is None


@dataclass(frozen=True)
class DayFigures:
    """An outlet's day. Refunds count on the day of their sale; undone ones nowhere."""

    receipts: int
    total_minor: int
    paid_minor: int
    points_spent: int
    points_earned: int
    asked: int
    refunds: int
    refunded_minor: int
    points_returned: int
    points_clawed: int

    @property
    def net_minor(self) -> int:
        """Money that stayed."""
        return self.paid_minor - self.refunded_minor


_REFUNDED = (
    # PostgreSQL sums into numeric, which would arrive as a Decimal.
    select(cast(func.coalesce(func.sum(Refund.money_minor), 0), Int))
    .where(Refund.business_id == Receipt.business_id, Refund.receipt_id == Receipt.id)
    .correlate(Receipt)
    .scalar_subquery()
)
_ROW = (
    select(
        Receipt.id,
        Receipt.number,
        Receipt.outlet_id,
        Outlet.name,
        Outlet.zone,
        Receipt.card_id,
        Card.number,
        Card.member_id,
        Receipt.rule_version_id,
        Receipt.source,
        Receipt.actor,
        Receipt.occurred_at,
        Receipt.recorded_at,
        Receipt.total_minor,
        Receipt.paid_minor,
        Receipt.points_spent,
        Receipt.earned_points,
        Receipt.clawed_points,
        Receipt.was_asked,
        Receipt.undone_at,
        Receipt.exchanged_from_id,
        Receipt.discount_minor,
        Receipt.cut_points,
        Receipt.is_earning,
        Receipt.currency,
        Receipt.rate_millionths,
        _REFUNDED,
        Programme.unit,
    )
    .join(Outlet, Outlet.id == Receipt.outlet_id)
    .join(Card, Card.id == Receipt.card_id)
    .join(Programme, Programme.id == Card.programme_id)
)


def receipt(receipt_id: ReceiptId) -> ReceiptDetail:
    """A receipt with its lines and refunds; raises ReceiptNotFound."""
    session = db.session()
    row: Any = session.execute(_ROW.where(Receipt.id == receipt_id)).one_or_none()
    if row is None:
        raise ReceiptNotFound
    lines: Any = session.execute(
        select(
            ReceiptLine.position,
            ReceiptLine.sku,
            ReceiptLine.name,
            ReceiptLine.category,
            ReceiptLine.quantity_milli,
            ReceiptLine.amount_minor,
            ReceiptLine.discount_minor,
            ReceiptLine.points_share,
            ReceiptLine.paid_minor,
            ReceiptLine.foreign_minor,
            ReceiptLine.is_excluded,
            ReceiptLine.is_returned,
        )
        .where(ReceiptLine.receipt_id == receipt_id)
        .order_by(ReceiptLine.position)
    )
    found = ReceiptRow(*row)
    return ReceiptDetail(
        found,
        tuple(LineRow(*line) for line in lines),
        tuple(refunds(receipt_id)),
        tuple(discounts(receipt_id)) if found.discount_minor else (),
        means.together(means.of_receipt(receipt_id)),
    )


def discounts(receipt_id: ReceiptId) -> list[DiscountRow]:
    """What was taken off a receipt, in the order of its turn (R11)."""
    own = ReceiptDiscount
    rows: Any = db.session().execute(
        select(
            own.source,
            own.label,
            own.code,
            own.stage,
            cast(func.sum(own.amount_minor), Int),
        )
        .where(own.receipt_id == receipt_id)
        .group_by(own.place, own.source, own.label, own.code, own.stage)
        .order_by(own.place)
    )
    return [DiscountRow(*row) for row in rows]


def refunds(receipt_id: ReceiptId) -> list[RefundRow]:
    """The refunds of a receipt, oldest first."""
    rows: Any = db.session().execute(
        select(
            Refund.id,
            Refund.receipt_id,
            Refund.number,
            Refund.actor,
            Refund.reason,
            Refund.occurred_at,
            Refund.money_minor,
            Refund.points_returned,
            Refund.points_clawed,
        )
        .where(Refund.receipt_id == receipt_id)
        .order_by(Refund.id)
    )
    return [RefundRow(*row) for row in rows]


def receipts(
    *,
    outlet_id: OutletId | None = None,
    card_id: CardId | None = None,
    number: str | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 20,
) -> list[ReceiptRow]:
    """Receipts, newest first.

    ``number`` finds one receipt number at every outlet; ``before`` is ``occurred_at``
    and ``id`` of the last row already shown (keyset paging).
    """
    statement: Any = _ROW
    if outlet_id is not None:
        statement = statement.where(Receipt.outlet_id == outlet_id)
    if card_id is not None:
        statement = statement.where(Receipt.card_id == card_id)
    if number is not None:
        # Named by outlet, so that the unique key of (outlet, number) finds it at once.
        outlets = [outlet.id for outlet in businesses.outlets()]
        statement = statement.where(
            Receipt.outlet_id.in_(outlets), Receipt.number == number.strip()
        )
    if before is not None:
        place = tuple_(Receipt.occurred_at, Receipt.id)
        statement = statement.where(place < before)
    rows = db.session().execute(
        statement.order_by(Receipt.occurred_at.desc(), Receipt.id.desc()).limit(limit)
    )
    return [ReceiptRow(*row) for row in rows]


def day_figures(outlet_id: OutletId, day: date) -> DayFigures:
    """What an outlet sold on a local calendar day; raises NotFound."""
    zone = businesses.outlet(outlet_id).zone
    of_day = (
        Receipt.outlet_id == outlet_id,
        Receipt.occurred_at >= clock.day_start(day, zone),
        Receipt.occurred_at < clock.day_end(day, zone),
        Receipt.undone_at.is_(None),
        Receipt.card_id.not_in(_gone()),
    )
    session = db.session()
    sold: Any = session.execute(
        select(
            func.count(),
            _sum(Receipt.total_minor),
            _sum(Receipt.paid_minor),
            _sum(Receipt.points_spent),
            _sum(Receipt.earned_points),
            func.count().filter(Receipt.was_asked == true()),
        )
        .select_from(Receipt)
        .where(*of_day)
    ).one()
    back: Any = session.execute(
        select(
            func.count(),
            _sum(Refund.money_minor),
            _sum(Refund.points_returned),
            _sum(Refund.points_clawed),
        )
        .select_from(Refund)
        .join(Receipt, Receipt.id == Refund.receipt_id)
        .where(*of_day)
    ).one()
    return DayFigures(*map(int, (*sold, *back)))


def _gone() -> Select[int]:
    """The cards of sample guests who were removed: they count nowhere."""
    return (
        select(Card.id).join(Member, Member.id == Card.member_id).where(~is_counted())
    )


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


__all__ = [
    "DayFigures",
    "DiscountRow",
    "LineRow",
    "Quote",
    "ReceiptDetail",
    "ReceiptRow",
    "RefundRow",
    "day_figures",
    "discounts",
    "quote",
    "receipt",
    "receipts",
    "refunds",
]
