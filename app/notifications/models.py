"""What members are told, and by which ways it reached them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    column,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

CHANNELS = ("email", "push", "pass", "sms")
STATES = ("due", "sending", "sent", "skipped", "failed", "unclear")


class Notice(BusinessOwned, Base):
    """One thing that a member is told; it stands in their cabinet whatever else happens.

    ``occurrence`` names the event among those of its kind, so that nobody is told
    twice. ``payload`` is what the words are made of, in the reader's language, when it
    is shown or sent. ``told_at`` is the moment as of which an advertising one counts for
    the cap, however many channels it takes; those that are ``is_gathered`` go into one
    letter, so that equal moments are one message. It is empty where nothing leaves.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id", "kind", "occurrence"),
        Index("ix_notices_business_id_member_id_id", "business_id", "member_id", "id"),
        Index(
            "ix_notices_business_id_occurrence",
            "business_id",
            "occurrence",
            "member_id",
            sqlite_where=column("kind") == "mailing",
            postgresql_where=column("kind") == "mailing",
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(Text)
    occurrence: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    is_advertising: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    is_gathered: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Delivery(BusinessOwned, Base):
    """A notice on its way out by one channel; the rows are the queue.

    ``due_at`` is empty once nothing is left to do. Who sends writes "sending" first: a
    row found so after its lease is "unclear" and never sent again, so that nobody is
    told twice. ``why`` is a code of `whys.SENTENCES` that says why it was not sent;
    ``opened_at`` when the link that it carried was followed.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("business_id", "notice_id", "channel"),
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        Index("ix_deliveries_business_id_id", "business_id", "id"),
        Index(
            "ix_deliveries_due_at",
            "due_at",
            sqlite_where=column("due_at").is_not(None),
            postgresql_where=column("due_at").is_not(None),
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    notice_id: Mapped[int] = mapped_column(Int, ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="due")
    why: Mapped[str] = mapped_column(Text, default="")
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Int, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)


class MessageRules(BusinessOwned, Base):
    """How a business writes to its members; without a row the columns' defaults hold.

    Hours are minutes of the day in the member's zone; equal ones mean none. SMS cost:
    ``sms_monthly`` is how many may leave in a calendar month of the business's zone.
    """

    __tablename__ = "message_rules"
    __table_args__ = (
        UniqueConstraint("business_id"),
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="quiet_from"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="quiet_until"),
        CheckConstraint("weekly_cap >= 0", name="weekly_cap"),
        CheckConstraint("sms_monthly >= 0", name="sms_monthly"),
        CheckConstraint("sms_price_minor >= 0", name="sms_price_minor"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    quiet_from: Mapped[int] = mapped_column(Int, default=1260, server_default="1260")
    quiet_until: Mapped[int] = mapped_column(Int, default=540, server_default="540")
    weekly_cap: Mapped[int] = mapped_column(Int, default=3, server_default="3")
    expiry_is_service: Mapped[bool] = mapped_column(
        Flag, default=False, server_default=false()
    )
    has_sms: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    sms_monthly: Mapped[int] = mapped_column(Int, default=500, server_default="500")
    sms_price_minor: Mapped[int] = mapped_column(Int, default=0, server_default="0")


class MessageChoice(BusinessOwned, Base):
    """That a member wants a kind of notice by a channel, or does not.

    Where there is no row, the kind's own channels hold.
    """

    __tablename__ = "message_choices"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id", "kind", "channel"),
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    is_on: Mapped[bool] = mapped_column(Flag)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class MessageHabit(BusinessOwned, Base):
    """How a member wants to be written to, and whether letters reach them.

    In their ``zone`` (empty: the business's) nothing makes a sound from ``calm_from`` to
    ``calm_until``. Who ``is_daily`` gets what advertises in one letter a day.
    ``bounces`` counts letters in a row that came back from ``bounced_email``, the last
    of which left at ``bounced_at``; another address starts anew.
    """

    __tablename__ = "message_habits"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id"),
        CheckConstraint("calm_from BETWEEN 0 AND 1439", name="calm_from"),
        CheckConstraint("calm_until BETWEEN 0 AND 1439", name="calm_until"),
        CheckConstraint("bounces >= 0", name="bounces"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    zone: Mapped[str] = mapped_column(Text, default="", server_default="")
    calm_from: Mapped[int | None] = mapped_column(Int)
    calm_until: Mapped[int | None] = mapped_column(Int)
    is_daily: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    bounced_email: Mapped[str] = mapped_column(Text, default="", server_default="")
    bounces: Mapped[int] = mapped_column(Int, default=0, server_default="0")
    bounced_at: Mapped[datetime | None] = mapped_column(Instant)


class ChannelCircuit(BusinessOwned, Base):
    """That a channel fails for a business again and again: it rests for a while.

    ``failures`` are those in a row; until ``open_until`` nothing is tried.
    """

    __tablename__ = "channel_circuits"
    __table_args__ = (
        UniqueConstraint("business_id", "channel"),
        CheckConstraint(f"channel IN {CHANNELS!r}", name="channel"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    channel: Mapped[str] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(Int)
    problem: Mapped[str] = mapped_column(Text)
    failed_at: Mapped[datetime] = mapped_column(Instant)
    open_until: Mapped[datetime | None] = mapped_column(Instant)
