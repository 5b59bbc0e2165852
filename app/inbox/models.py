"""Who of the team answers what: for all that has no such column of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int


class Assignment(BusinessOwned, Base):
    """That somebody took ``subject_id`` of ``kind`` on."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("business_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Int)
    staff_id: Mapped[int] = mapped_column(Int, ForeignKey("staff.id"))
    assigned_at: Mapped[datetime] = mapped_column(Instant)
