"""Browsers that want to be told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int


class PushSubscription(BusinessOwned, Base):
    """The address at a push service that a browser gave us, with its keys.

    It belongs to the person who was signed in, and lives no longer than that session:
    signing out anywhere ends it in the same transaction. ``failures`` are those in a
    row; ``ended_why`` says what ended it: gone, refused or stopped.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        UniqueConstraint("endpoint"),
        Index(
            "ix_push_subscriptions_business_id_member_id", "business_id", "member_id"
        ),
        Index("ix_push_subscriptions_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    person_id: Mapped[int] = mapped_column(Int, ForeignKey("persons.id"))
    session_id: Mapped[int] = mapped_column(Int, ForeignKey("login_sessions.id"))
    endpoint: Mapped[str] = mapped_column(Text)
    p256dh: Mapped[str] = mapped_column(Text)
    auth: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_why: Mapped[str] = mapped_column(Text, default="")
    failures: Mapped[int] = mapped_column(Int, default=0)
    last_ok_at: Mapped[datetime | None] = mapped_column(Instant)
