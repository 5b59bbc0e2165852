"""How far the mailbox of returned letters was read, and whether it can be."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.types import Instant, Int


class BounceBox(Base):
    """A mailbox; ``source`` is a fingerprint of its address, so that another one is new.

    Whoever reads it moves ``due_at`` ahead first. Messages up to ``last_uid`` were looked
    at, as long as the server keeps its ``uid_validity``. ``failures`` are those in a row.
    """

    __tablename__ = "bounce_boxes"
    __table_args__ = (
        UniqueConstraint("source"),
        CheckConstraint("failures >= 0", name="failures"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(Instant)
    uid_validity: Mapped[int] = mapped_column(Int, default=0)
    last_uid: Mapped[int] = mapped_column(Int, default=0)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(Int, default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
