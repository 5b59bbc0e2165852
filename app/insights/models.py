"""Figures of days, sources that people come from, and how each member arrived."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Instant, Int
from app.insights.codes import KINDS, TOUCHES


class OutletDay(BusinessOwned, Base):
    """What an outlet sold on one day of its own zone, recounted from the receipts.

    Money in minor units. Refunds, and the points that went with them, stand on the day
    of their sale; undone receipts nowhere.
    """

    __tablename__ = "outlet_days"
    __table_args__ = (UniqueConstraint("business_id", "day", "outlet_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))
    day: Mapped[date] = mapped_column(Day)
    receipts: Mapped[int] = mapped_column(Int, default=0)
    sales_minor: Mapped[int] = mapped_column(Int, default=0)
    refunds: Mapped[int] = mapped_column(Int, default=0)
    refunded_minor: Mapped[int] = mapped_column(Int, default=0)
    points_earned: Mapped[int] = mapped_column(Int, default=0)
    points_clawed: Mapped[int] = mapped_column(Int, default=0)
    points_spent: Mapped[int] = mapped_column(Int, default=0)
    points_returned: Mapped[int] = mapped_column(Int, default=0)
    computed_at: Mapped[datetime] = mapped_column(Instant)


class Source(BusinessOwned, Base):
    """A link of the business's own, or what it adds to one that everybody has.

    ``code`` stands in addresses (``?s=code``) and never changes. The title of a built-in
    one is empty. ``cost_minor`` is what the source has cost in all.
    """

    __tablename__ = "sources"
    __table_args__ = (
        UniqueConstraint("business_id", "code"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("cost_minor >= 0", name="cost_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    cost_minor: Mapped[int | None] = mapped_column(Int)
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class SourceDay(BusinessOwned, Base):
    """What one source brought on one day of the business's zone.

    ``views`` counts browsers, each once a day. ``joins`` are members who joined that day,
    ``first_purchases`` those of them who bought within thirty days.
    """

    __tablename__ = "source_days"
    __table_args__ = (UniqueConstraint("business_id", "day", "code"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    day: Mapped[date] = mapped_column(Day)
    code: Mapped[str] = mapped_column(Text)
    views: Mapped[int] = mapped_column(Int, default=0)
    joins: Mapped[int] = mapped_column(Int, default=0)
    first_purchases: Mapped[int] = mapped_column(Int, default=0)


class Arrival(BusinessOwned, Base):
    """How a member came: the first and the last address that brought them here.

    The words are those of the address (UTM), cleaned and cut. They go with a membership
    that goes, and when the member is erased.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id", "touch"),
        Index("ix_arrivals_business_id_code", "business_id", "code"),
        CheckConstraint(f"touch IN {TOUCHES!r}", name="touch"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(
        Int, ForeignKey("members.id", ondelete="CASCADE")
    )
    touch: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(Day)
    code: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    medium: Mapped[str] = mapped_column(Text)
    campaign: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    term: Mapped[str] = mapped_column(Text)
