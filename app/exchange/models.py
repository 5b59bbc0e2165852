"""Imports of purchases: where each file stands, so that a killed one resumes."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int


class PurchaseImport(BusinessOwned, Base):
    """One file being brought in; ``receipts_done`` commits with the receipts."""

    __tablename__ = "purchase_imports"
    __table_args__ = (UniqueConstraint("business_id", "digest"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    receipts_done: Mapped[int] = mapped_column(Int, default=0)
    receipts_booked: Mapped[int] = mapped_column(Int, default=0)
    rows_refused: Mapped[int] = mapped_column(Int, default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
