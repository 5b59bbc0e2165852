"""Figures of one business on one local day, kept current by the outbox."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Day, Instant, Int


class DailyFigure(BusinessOwned, Base):
    """What happened on one day; money in minor units, refunds on their own day."""

    __tablename__ = "daily_figures"
    __table_args__ = (UniqueConstraint("business_id", "day"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    day: Mapped[date] = mapped_column(Day)
    receipts: Mapped[int] = mapped_column(Int)
    sales_minor: Mapped[int] = mapped_column(Int)
    refunds: Mapped[int] = mapped_column(Int)
    refunded_minor: Mapped[int] = mapped_column(Int)
    points_earned: Mapped[int] = mapped_column(Int)
    points_spent: Mapped[int] = mapped_column(Int)
    joins: Mapped[int] = mapped_column(Int)
    computed_at: Mapped[datetime] = mapped_column(Instant)
