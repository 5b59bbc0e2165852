"""Cheques without a card, line by line: their buyers may claim them later (E47)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int


class UnclaimedReceipt(BusinessOwned, Base):
    """A cheque that no card was shown for; ``receipt_id`` once somebody claimed it.

    Its code is a keyed digest of ``nonce``, of which ``code_digest`` is another one: the
    database alone opens no cheque.
    """

    __tablename__ = "unclaimed_receipts"
    __table_args__ = (
        UniqueConstraint("business_id", "outlet_id", "number"),
        UniqueConstraint("business_id", "code_digest"),
        Index(
            "ix_unclaimed_receipts_business_id_occurred_at",
            "business_id",
            "occurred_at",
        ),
        CheckConstraint("total_minor > 0", name="total_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    number: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    total_minor: Mapped[int] = mapped_column(Int)
    nonce: Mapped[str] = mapped_column(Text)
    code_digest: Mapped[bytes]
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))


class UnclaimedLine(BusinessOwned, Base):
    """One line of such a cheque, as the till sent it."""

    __tablename__ = "unclaimed_lines"
    __table_args__ = (
        UniqueConstraint("business_id", "unclaimed_id", "position"),
        CheckConstraint("amount_minor >= 0", name="amount_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    unclaimed_id: Mapped[int] = mapped_column(Int, ForeignKey("unclaimed_receipts.id"))
    position: Mapped[int] = mapped_column(Int)
    sku: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    quantity_milli: Mapped[int] = mapped_column(Int)
    amount_minor: Mapped[int] = mapped_column(Int)
    is_excluded: Mapped[bool] = mapped_column(Flag)
