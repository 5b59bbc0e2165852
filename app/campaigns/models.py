"""Mailings and the segments that businesses keep for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json

STATES = ("draft", "scheduled", "writing", "written", "stopped")
TARGETS = ("card", "home", "post")


class Segment(BusinessOwned, Base):
    """A choice of members that has a name; ``audience`` is ``Audience`` as JSON."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("business_id", "name"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Mailing(BusinessOwned, Base):
    """One message to many members, from draft to its figures.

    ``words`` are subject, text (Markdown) and button by language. ``within`` are the
    groups to which its author was limited. ``writing``: the recipients are written
    down in the order of their ids, ``reached_id`` is the last of them and ``upto_id``
    the last there was when it began; ``written``: all stand, the rest is sending.
    ``source_code`` is what its link counts visits under. ``changed_at`` and
    ``changed_in`` as with posts.
    """

    __tablename__ = "mailings"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"target IN {TARGETS!r}", name="target"),
        CheckConstraint("offer_days BETWEEN 1 AND 366", name="offer_days"),
        Index("ix_mailings_business_id_state", "business_id", "state", "id"),
        Index("ix_mailings_state", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="draft")
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    within: Mapped[list[int]] = mapped_column(Json, default=list)
    channels: Mapped[list[str]] = mapped_column(Json)
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(Json)
    picture_id: Mapped[int | None] = mapped_column(Int, ForeignKey("pictures.id"))
    picture_alt: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[str] = mapped_column(Text, default="card")
    post_id: Mapped[int | None] = mapped_column(
        Int, ForeignKey("posts.id", ondelete="SET NULL")
    )
    promotion_id: Mapped[int | None] = mapped_column(Int, ForeignKey("promotions.id"))
    offer_days: Mapped[int] = mapped_column(Int, default=30)
    gift_id: Mapped[int | None] = mapped_column(Int, ForeignKey("gifts.id"))
    ad_label: Mapped[str] = mapped_column(Text, default="")
    ad_advertiser: Mapped[str] = mapped_column(Text, default="")
    ad_token: Mapped[str] = mapped_column(Text, default="")
    source_code: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    changed_in: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    started_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    reached_id: Mapped[int] = mapped_column(Int, default=0)
    upto_id: Mapped[int] = mapped_column(Int, default=0)
    recipients: Mapped[int] = mapped_column(Int, default=0)
    expected: Mapped[int] = mapped_column(Int, default=0)
    written_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
