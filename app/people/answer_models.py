"""When guests were first answered, and by whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int


class Answer(BusinessOwned, Base):
    """That somebody who waited since ``came_at`` was answered.

    It outlives what was asked: requests are erased in due time, and this says nothing
    of who asked.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("business_id", "kind", "subject_id", "came_at"),
        CheckConstraint("answered_at >= came_at", name="answered_at"),
        Index("ix_answers_business_id_answered_at", "business_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Int)
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    came_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime] = mapped_column(Instant)
