"""Archives that were ordered: how far each is, and for how long its file is kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int

STATES = ("waiting", "making", "ready", "failed", "removed")


class Archive(BusinessOwned, Base):
    """One order of an archive; ``rows_done`` of ``rows_total`` rows are written.

    ``digest`` is the SHA-256 of the file, in hexadecimal. The file goes at ``keep_until``
    or when somebody removes it; the row stays and says that there was one.
    """

    __tablename__ = "archives"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        Index("ix_archives_business_id_id", "business_id", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    rows_done: Mapped[int] = mapped_column(Int, default=0)
    rows_total: Mapped[int] = mapped_column(Int, default=0)
    size_bytes: Mapped[int] = mapped_column(Int, default=0)
    digest: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    keep_until: Mapped[datetime | None] = mapped_column(Instant)
