"""Links of members, and who came by them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json

STATES = ("waiting", "given", "held", "void", "declined", "ended")


class ReferralLink(BusinessOwned, Base):
    """A member's own code, by which friends come; it says nothing of their card."""

    __tablename__ = "referral_links"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id"),
        UniqueConstraint("business_id", "code"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    code: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)


class Referral(BusinessOwned, Base):
    """That one member brought another, and what became of it.

    Both are the memberships of the day it happened: those may lead to others since.
    While ``state`` is "given", ``receipt_id`` is the purchase that counts, two postings
    stand on two cards, and the points can be used from ``available_at`` on. ``signals``
    were noticed at joining. ``round`` counts the givings, for the keys of their
    postings.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("business_id", "friend_id"),
        Index("ix_referrals_business_id_referrer_id", "business_id", "referrer_id"),
        Index("ix_referrals_business_id_state", "business_id", "state", "id"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint("referrer_id <> friend_id", name="friend_id"),
        CheckConstraint("bringer_points >= 0", name="bringer_points"),
        CheckConstraint("friend_points >= 0", name="friend_points"),
        CheckConstraint("round >= 0", name="round"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    referrer_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    friend_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    signals: Mapped[Any] = mapped_column(Json)
    reasons: Mapped[Any] = mapped_column(Json)
    receipt_id: Mapped[int | None] = mapped_column(Int, ForeignKey("receipts.id"))
    bought_at: Mapped[datetime | None] = mapped_column(Instant)
    available_at: Mapped[datetime | None] = mapped_column(Instant)
    bringer_points: Mapped[int] = mapped_column(Int, default=0)
    friend_points: Mapped[int] = mapped_column(Int, default=0)
    bringer_card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    friend_card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    bringer_posting_id: Mapped[int | None] = mapped_column(Int)
    friend_posting_id: Mapped[int | None] = mapped_column(Int)
    round: Mapped[int] = mapped_column(Int, default=0)
    decided_by: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
