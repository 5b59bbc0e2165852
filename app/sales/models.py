"""Receipts and refunds, line by line."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int


class Receipt(BusinessOwned, Base):
    """A paid cheque on a card.

    Money in minor units. ``total_minor`` is what the goods cost before our discounts,
    ``discount_minor`` what those took off, ``paid_minor`` what was paid in money;
    ``points_spent`` and ``ReceiptPayment`` rows cover the rest. ``returned_minor`` is
    the money that refunds gave back. ``earned_points`` is what the sale earned, after
    ``cut_points`` that a limit cut off; ``extra_basis_points`` were added to the rate.
    ``clawed_points`` is how much of it refunds have taken back. What an
    exchange kept stands on the lots of the receipt ``exchanged_from_id`` (E46).
    ``is_earning`` is false where the guest had left the card's audience: such a sale
    earned nothing and left no carry behind, whatever its rules say. ``by_static_code``:
    points were spent by a code that proves nothing, which a day has little room for.
    ``sharer_id`` is the family link of who showed their own card for it.
    A sale in another ``currency`` than the business's is kept in the business's, at
    ``rate_millionths`` of that day (E40).
    """

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("business_id", "outlet_id", "number"),
        Index("ix_receipts_business_id_card_id", "business_id", "card_id", "id"),
        Index("ix_receipts_business_id_occurred_at", "business_id", "occurred_at"),
        Index(
            "ix_receipts_business_id_sharer_id",
            "business_id",
            "sharer_id",
            "recorded_at",
            sqlite_where=column("sharer_id").is_not(None),
            postgresql_where=column("sharer_id").is_not(None),
        ),
        CheckConstraint("total_minor >= 0", name="total_minor"),
        CheckConstraint("paid_minor BETWEEN 0 AND total_minor", name="paid_minor"),
        CheckConstraint("points_spent >= 0", name="points_spent"),
        CheckConstraint("earned_points >= 0", name="earned_points"),
        CheckConstraint(
            "clawed_points BETWEEN 0 AND earned_points", name="clawed_points"
        ),
        CheckConstraint("discount_minor >= 0", name="discount_minor"),
        CheckConstraint("returned_minor >= 0", name="returned_minor"),
        CheckConstraint("cut_points >= 0", name="cut_points"),
        CheckConstraint("extra_basis_points >= 0", name="extra_basis_points"),
        CheckConstraint("rate_millionths > 0", name="rate_millionths"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    rule_version_id: Mapped[int] = mapped_column(Int, ForeignKey("rule_versions.id"))
    number: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    total_minor: Mapped[int] = mapped_column(Int)
    paid_minor: Mapped[int] = mapped_column(Int)
    points_spent: Mapped[int] = mapped_column(Int)
    earned_points: Mapped[int] = mapped_column(Int)
    clawed_points: Mapped[int] = mapped_column(Int, default=0)
    discount_minor: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    returned_minor: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    cut_points: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    extra_basis_points: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    currency: Mapped[str | None] = mapped_column(Text)
    rate_millionths: Mapped[int | None] = mapped_column(Int)
    was_asked: Mapped[bool | None] = mapped_column(Flag)
    is_earning: Mapped[bool] = mapped_column(Flag, default=True, server_default=true())
    by_static_code: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    exchanged_from_id: Mapped[int | None] = mapped_column(
        Int, ForeignKey("receipts.id")
    )
    sharer_id: Mapped[int | None] = mapped_column(Int)


class ReceiptLine(BusinessOwned, Base):
    """One line of a receipt with its own share of the points spent (R7, E09).

    ``quantity_milli`` is in thousandths (weighed goods). ``discount_minor`` is what our
    discounts took off ``amount_minor``; ``ReceiptDiscount`` says which. ``returned_minor``
    and ``returned_points`` count what refunds have given back of this line.
    ``foreign_minor`` is the amount in the receipt's own currency, if it has one (E40).
    """

    __tablename__ = "receipt_lines"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id", "position"),
        CheckConstraint("amount_minor >= 0", name="amount_minor"),
        CheckConstraint("points_share >= 0", name="points_share"),
        CheckConstraint("paid_minor >= 0", name="paid_minor"),
        CheckConstraint(
            "returned_minor BETWEEN 0 AND paid_minor", name="returned_minor"
        ),
        CheckConstraint(
            "returned_points BETWEEN 0 AND points_share", name="returned_points"
        ),
        CheckConstraint("discount_minor >= 0", name="discount_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    position: Mapped[int] = mapped_column(Int)
    sku: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(Text, default="")
    quantity_milli: Mapped[int] = mapped_column(Int, default=1000)
    amount_minor: Mapped[int] = mapped_column(Int)
    foreign_minor: Mapped[int | None] = mapped_column(Int)
    discount_minor: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    points_share: Mapped[int] = mapped_column(Int, default=0)
    paid_minor: Mapped[int] = mapped_column(Int)
    is_excluded: Mapped[bool] = mapped_column(Flag, default=False)
    is_returned: Mapped[bool] = mapped_column(Flag, default=False)
    returned_minor: Mapped[int] = mapped_column(Int, default=0)
    returned_points: Mapped[int] = mapped_column(Int, default=0)


class ReceiptDiscount(BusinessOwned, Base):
    """What one discount took off one line of a receipt (R11).

    ``place`` is its turn among the discounts of the receipt; ``source``, ``ref`` and
    ``code`` say where it came from, ``label`` what it was called then.
    """

    __tablename__ = "receipt_discounts"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id", "place", "position"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    place: Mapped[int] = mapped_column(Int)
    position: Mapped[int] = mapped_column(Int)
    stage: Mapped[int] = mapped_column(Int)
    source: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(Int)


class ReceiptPayment(BusinessOwned, Base):
    """What another means than money and points paid for one line of a receipt.

    ``kind`` and ``ref`` say what paid; ``returned_minor`` is what returns gave back to
    it. ``is_earning``: it earned points as money does (R5).
    """

    __tablename__ = "receipt_payments"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id", "position", "kind", "ref"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
        CheckConstraint(
            "returned_minor BETWEEN 0 AND amount_minor", name="returned_minor"
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    position: Mapped[int] = mapped_column(Int)
    kind: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(Int)
    is_earning: Mapped[bool] = mapped_column(Flag, default=False)
    returned_minor: Mapped[int] = mapped_column(Int, default=0)


class Refund(BusinessOwned, Base):
    """Goods brought back: money and points returned, points clawed back (R6, R7)."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("business_id", "outlet_id", "number"),
        Index("ix_refunds_business_id_receipt_id", "business_id", "receipt_id"),
        Index("ix_refunds_business_id_occurred_at", "business_id", "occurred_at"),
        CheckConstraint("money_minor >= 0", name="money_minor"),
        CheckConstraint("points_returned >= 0", name="points_returned"),
        CheckConstraint("points_clawed >= 0", name="points_clawed"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    number: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    money_minor: Mapped[int] = mapped_column(Int)
    points_returned: Mapped[int] = mapped_column(Int)
    points_clawed: Mapped[int] = mapped_column(Int)
