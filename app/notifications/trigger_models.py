"""What is kept so that messages by themselves come once, and warnings can be proven."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Flag, Instant, Int

PROOFS = ("", "email", "push", "pass", "sms", "read", "slip")


class ExpiryNotice(BusinessOwned, Base):
    """That the holder of a card was warned of what ends at ``ends_at``, and the proof.

    One row for each step of days before. Rows stay when the notice itself is forgotten
    with whom it told: they say why points ended, and name nobody.
    """

    __tablename__ = "expiry_notices"
    __table_args__ = (
        UniqueConstraint("business_id", "card_id", "ends_at", "step"),
        Index("ix_expiry_notices_business_id_ends_at", "business_id", "ends_at"),
        CheckConstraint(f"proof IN {PROOFS!r}", name="proof"),
        CheckConstraint("(proof = '') = (proven_at IS NULL)", name="proven_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    ends_at: Mapped[datetime] = mapped_column(Instant)
    step: Mapped[int] = mapped_column(Int)
    amount: Mapped[int] = mapped_column(Int)
    notice_id: Mapped[int] = mapped_column(Int)
    told_at: Mapped[datetime] = mapped_column(Instant)
    proven_at: Mapped[datetime | None] = mapped_column(Instant)
    proof: Mapped[str] = mapped_column(Text, default="")


class TriggerRule(BusinessOwned, Base):
    """Whether a business uses a trigger, and after how many days where that matters."""

    __tablename__ = "trigger_rules"
    __table_args__ = (
        UniqueConstraint("business_id", "code"),
        CheckConstraint("days IS NULL OR days > 0", name="days"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    is_on: Mapped[bool] = mapped_column(Flag)
    days: Mapped[int | None] = mapped_column(Int)


class SilenceGift(BusinessOwned, Base):
    """Points that come with the message about a card that was long unused.

    Without ``life_days`` they live as long as other points of the card.
    """

    __tablename__ = "silence_gifts"
    __table_args__ = (
        UniqueConstraint("business_id"),
        CheckConstraint("points > 0", name="points"),
        CheckConstraint("life_days IS NULL OR life_days > 0", name="life_days"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    points: Mapped[int] = mapped_column(Int)
    life_days: Mapped[int | None] = mapped_column(Int)


class TriggerRun(BusinessOwned, Base):
    """The last local day on which a daily job went through all cards of a business."""

    __tablename__ = "trigger_runs"
    __table_args__ = (UniqueConstraint("business_id", "job"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    job: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(Day)
