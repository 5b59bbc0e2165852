"""Funds, charities with a budget, donations one by one, batches that were sent."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Instant, Int


class Charity(BusinessOwned, Base):
    """What a business promised: how much per presentation, to whom, up to where.

    ``given_minor`` is what donations that stand have used of ``budget_minor``; it only
    moves together with a donation. With a ``programme_id`` only that card counts. One
    runs at a time.
    """

    __tablename__ = "charities"
    __table_args__ = (
        Index("ix_charities_business_id", "business_id", "id"),
        Index(
            "uq_charities_running",
            "business_id",
            unique=True,
            sqlite_where=column("ended_at").is_(None),
            postgresql_where=column("ended_at").is_(None),
        ),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
        CheckConstraint("given_minor BETWEEN 0 AND budget_minor", name="given_minor"),
        CheckConstraint("cooldown_minutes >= 0", name="cooldown_minutes"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    fund: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    programme_id: Mapped[int | None] = mapped_column(Int, ForeignKey("programmes.id"))
    amount_minor: Mapped[int] = mapped_column(Int)
    budget_minor: Mapped[int] = mapped_column(Int)
    given_minor: Mapped[int] = mapped_column(Int, default=0)
    cooldown_minutes: Mapped[int] = mapped_column(Int)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class DonationBatch(BusinessOwned, Base):
    """Donations that are paid to the fund at once, and the document that proves it."""

    __tablename__ = "donation_batches"
    __table_args__ = (
        UniqueConstraint("business_id", "charity_id", "number"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
        CheckConstraint("donations > 0", name="donations"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    charity_id: Mapped[int] = mapped_column(Int, ForeignKey("charities.id"))
    number: Mapped[int] = mapped_column(Int)
    donations: Mapped[int] = mapped_column(Int)
    amount_minor: Mapped[int] = mapped_column(Int)
    closed_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    posting_id: Mapped[int | None] = mapped_column(Int)
    document_number: Mapped[str] = mapped_column(Text, default="")
    document_on: Mapped[date | None] = mapped_column(Day)
    document_type: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[bytes | None]


class Donation(BusinessOwned, Base):
    """One donation: for which presentation of which card, by whose scan.

    One that was undone before it was sent counts nowhere; after, it stands (R20).
    """

    __tablename__ = "donations"
    __table_args__ = (
        UniqueConstraint("business_id", "key"),
        Index("ix_donations_business_id_card_id", "business_id", "card_id", "given_at"),
        Index("ix_donations_business_id_actor", "business_id", "actor", "given_at"),
        Index("ix_donations_business_id_receipt_id", "business_id", "receipt_id"),
        Index("ix_donations_business_id_batch_id", "business_id", "batch_id"),
        CheckConstraint("amount_minor > 0", name="amount_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    charity_id: Mapped[int] = mapped_column(Int, ForeignKey("charities.id"))
    key: Mapped[str] = mapped_column(Text)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    actor: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(Int)
    given_at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    batch_id: Mapped[int | None] = mapped_column(Int, ForeignKey("donation_batches.id"))
    posting_id: Mapped[int] = mapped_column(Int)
