"""Gifts as the business made them, and awards: things that a guest may fetch."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Instant, Int

AUDIENCES = ("joiners", "everyone", "group", "person")
ORIGINS = ("order", "stamps", "gift")
STATES = ("open", "redeemed", "cancelled", "withdrawn", "expired")
KINDS = ("gift", "item", "service", "discount")


class Gift(BusinessOwned, Base):
    """Something that a business gives without points: to whom, how many, how long.

    ``group_id`` and ``card_id`` (a card of the person) go with their audience. ``stock`` counts what was
    given and not taken back. ``ended_at``: nobody gets it any more; who has it keeps it.
    """

    __tablename__ = "gifts"
    __table_args__ = (
        Index("ix_gifts_business_id_audience", "business_id", "audience"),
        CheckConstraint(f"audience IN {AUDIENCES!r}", name="audience"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("valid_days >= 1", name="valid_days"),
        CheckConstraint("stock >= 1", name="stock"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    audience: Mapped[str] = mapped_column(Text)
    group_id: Mapped[int | None] = mapped_column(Int, ForeignKey("groups.id"))
    card_id: Mapped[int | None] = mapped_column(Int, ForeignKey("cards.id"))
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    discount_minor: Mapped[int | None] = mapped_column(Int)
    valid_days: Mapped[int] = mapped_column(Int)
    stock: Mapped[int | None] = mapped_column(Int)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Award(BusinessOwned, Base):
    """Something that a guest may fetch, once, by its code.

    ``points`` is what the card paid, by the posting ``posting_id`` (the books' rows are
    private, so it is no foreign key); zero for a gift. ``reward_key`` is the reward that
    was ordered, over all versions of the programme's rules. ``receipt_id`` is the sale
    that used it up as a discount. It belongs to whoever holds the card now; ``given_to``
    is the member who got it, and a gift is given once per member: the membership may
    have become part of another since, so that it is no foreign key either.
    """

    __tablename__ = "awards"
    __table_args__ = (
        UniqueConstraint("business_id", "code"),
        Index(
            "uq_awards_business_id_gift_id_given_to",
            "business_id",
            "gift_id",
            "given_to",
            unique=True,
        ),
        Index("ix_awards_business_id_card_id", "business_id", "card_id", "id"),
        Index(
            "ix_awards_business_id_programme_id",
            "business_id",
            "programme_id",
            "reward_key",
        ),
        Index("ix_awards_business_id_state", "business_id", "state", "expires_at"),
        CheckConstraint(f"origin IN {ORIGINS!r}", name="origin"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"kind IN {KINDS!r}", name="kind"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("(origin = 'gift') = (gift_id IS NOT NULL)", name="gift_id"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    given_to: Mapped[int] = mapped_column(Int)
    card_id: Mapped[int] = mapped_column(Int, ForeignKey("cards.id"))
    programme_id: Mapped[int] = mapped_column(Int, ForeignKey("programmes.id"))
    gift_id: Mapped[int | None] = mapped_column(Int, ForeignKey("gifts.id"))
    origin: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    reward_key: Mapped[str] = mapped_column(Text, default="")
    discount_minor: Mapped[int | None] = mapped_column(Int)
    points: Mapped[int] = mapped_column(Int, default=0)
    posting_id: Mapped[int | None] = mapped_column(Int)
    rule_version_id: Mapped[int | None] = mapped_column(
        Int, ForeignKey("rule_versions.id")
    )
    code: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="open")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(Text, default="")
    outlet_id: Mapped[int | None] = mapped_column(Int, ForeignKey("outlets.id"))
    receipt_id: Mapped[int | None] = mapped_column(Int)
