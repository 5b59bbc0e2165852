"""Promotions, their codes and passwords, offers to one guest, and every use of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int, Json

WAYS = ("word", "codes", "password", "open", "personal")
STATES = ("draft", "active", "paused", "ended")
ROTATIONS = ("day", "event")
CODE_STATES = ("shared", "free", "used", "returned", "frozen")
BATCH_STATES = ("waiting", "making", "paused", "ready", "stopped")


class Promotion(BusinessOwned, Base):
    """Something a business gives for a while, and how a guest gets it.

    ``way`` is how: one ``word`` for all, single-use ``codes``, a ``password`` that
    changes by itself (every day, or one for the whole event: ``rotation``), ``open`` to
    whoever shows a card, or ``personal`` to guests it was given to. ``terms`` is the JSON
    of ``offers.rules.Terms``. ``note`` is for guests. ``word`` is the common word as it
    was written; the row in ``offer_codes`` decides. ``secret`` is what passwords are
    derived from. ``post_id`` is the post that carries it.
    """

    __tablename__ = "promotions"
    __table_args__ = (
        CheckConstraint(f"way IN {WAYS!r}", name="way"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"rotation IN {ROTATIONS!r}", name="rotation"),
        Index("ix_promotions_business_id_state", "business_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[str] = mapped_column(Text)
    rotation: Mapped[str] = mapped_column(Text, default="day")
    word: Mapped[str] = mapped_column(Text, default="")
    secret: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="draft")
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    post_id: Mapped[int | None] = mapped_column(
        Int, ForeignKey("posts.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class PromotionOutlet(BusinessOwned, Base):
    """That a promotion holds at an outlet; without any row, at all."""

    __tablename__ = "promotion_outlets"
    __table_args__ = (UniqueConstraint("business_id", "promotion_id", "outlet_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    outlet_id: Mapped[int] = mapped_column(Int, ForeignKey("outlets.id"))


class PromotionGroup(BusinessOwned, Base):
    """That a promotion is for the members of a group; without any row, for all."""

    __tablename__ = "promotion_groups"
    __table_args__ = (UniqueConstraint("business_id", "promotion_id", "group_id"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    group_id: Mapped[int] = mapped_column(Int, ForeignKey("groups.id"))


class CodeBatch(BusinessOwned, Base):
    """An order of single-use codes; ``made`` of ``count`` are there.

    A worker that dies goes on from there: codes and counter commit together.
    """

    __tablename__ = "code_batches"
    __table_args__ = (
        CheckConstraint(f"state IN {BATCH_STATES!r}", name="state"),
        CheckConstraint("made BETWEEN 0 AND count", name="made"),
        Index(
            "ix_code_batches_business_id_promotion_id", "business_id", "promotion_id"
        ),
        Index("ix_code_batches_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    prefix: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(Int)
    made: Mapped[int] = mapped_column(Int, default=0)
    state: Mapped[str] = mapped_column(Text, default="waiting")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class OfferCode(BusinessOwned, Base):
    """A code in its one spelling: a word for all (``shared``), or a single-use one.

    ``returned`` was used and is free again: its cheque was cancelled.
    """

    __tablename__ = "offer_codes"
    __table_args__ = (
        UniqueConstraint("business_id", "code"),
        CheckConstraint(f"state IN {CODE_STATES!r}", name="state"),
        Index(
            "ix_offer_codes_business_id_promotion_id",
            "business_id",
            "promotion_id",
            "id",
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    code: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="free")


class OfferGrant(BusinessOwned, Base):
    """That a personal promotion was given to one guest, and why.

    ``code`` is what the guest can show; in other hands it is worth nothing.
    """

    __tablename__ = "offer_grants"
    __table_args__ = (
        UniqueConstraint("business_id", "promotion_id", "member_id"),
        UniqueConstraint("business_id", "code"),
        Index("ix_offer_grants_business_id_member_id", "business_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    code: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    ends_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(Int)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class OfferUse(BusinessOwned, Base):
    """A promotion that took money off a cheque; ``freed_at``: the cheque was cancelled."""

    __tablename__ = "offer_uses"
    __table_args__ = (
        UniqueConstraint("business_id", "receipt_id", "promotion_id"),
        CheckConstraint("discount_minor >= 0", name="discount_minor"),
        Index(
            "ix_offer_uses_business_id_promotion_id",
            "business_id",
            "promotion_id",
            "member_id",
        ),
        Index("ix_offer_uses_business_id_member_id", "business_id", "member_id"),
        Index("ix_offer_uses_business_id_code_id", "business_id", "code_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    promotion_id: Mapped[int] = mapped_column(Int, ForeignKey("promotions.id"))
    code_id: Mapped[int | None] = mapped_column(Int, ForeignKey("offer_codes.id"))
    grant_id: Mapped[int | None] = mapped_column(Int, ForeignKey("offer_grants.id"))
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    receipt_id: Mapped[int] = mapped_column(Int, ForeignKey("receipts.id"))
    discount_minor: Mapped[int] = mapped_column(Int)
    used_at: Mapped[datetime] = mapped_column(Instant)
    freed_at: Mapped[datetime | None] = mapped_column(Instant)
