"""Conversations of members with a business, what was said in them, and how it talks."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import BusinessOwned
from app.core.types import Flag, Instant, Int, Json

STATES = ("open", "closed")
BOT_STATES = ("on", "off")
AUTHORS = ("member", "staff", "bot", "system")
LONGEST = 4_000


class Conversation(BusinessOwned, Base):
    """The one conversation of a member with the business; it begins with a message.

    The ``last_`` columns tell of the last message that the guest sees as well.
    ``unread`` counts what the guest wrote and no staff has seen, ``waiting_since`` is
    the first message that nobody has answered. ``guest_read_id`` and ``staff_read_id``
    are the last messages that each side has seen. ``bot_state`` is "on" until a human
    has answered or the bot gave up. Until ``told_until`` the guest has been told that
    nobody is there. A conversation whose membership was joined into another stays
    behind without messages, for the case that they part again.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("business_id", "member_id"),
        CheckConstraint(f"state IN {STATES!r}", name="state"),
        CheckConstraint(f"bot_state IN {BOT_STATES!r}", name="bot_state"),
        CheckConstraint("unread >= 0", name="unread"),
        Index("ix_conversations_business_id_last_at", "business_id", "last_at", "id"),
        Index(
            "ix_conversations_business_id_waiting_since",
            "business_id",
            "waiting_since",
            "id",
        ),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    member_id: Mapped[int] = mapped_column(Int, ForeignKey("members.id"))
    state: Mapped[str] = mapped_column(Text, default="open")
    bot_state: Mapped[str] = mapped_column(Text, default="on")
    assigned_to: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    last_id: Mapped[int | None] = mapped_column(Int)
    last_at: Mapped[datetime | None] = mapped_column(Instant)
    unread: Mapped[int] = mapped_column(Int, default=0)
    waiting_since: Mapped[datetime | None] = mapped_column(Instant)
    guest_read_id: Mapped[int] = mapped_column(Int, default=0)
    staff_read_id: Mapped[int] = mapped_column(Int, default=0)
    told_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Message(BusinessOwned, Base):
    """Something said; ids grow with time inside a conversation.

    A note is for staff only. ``client_key`` is a digest of the form it came by and of
    what it says, so that a repeated send is one message. Links in what ``is_plain`` are
    not to be followed: it is the first that a stranger writes.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("business_id", "conversation_id", "client_key"),
        CheckConstraint(f"author IN {AUTHORS!r}", name="author"),
        CheckConstraint(f"length(text) <= {LONGEST}", name="text"),
        CheckConstraint("text <> '' OR photo_id IS NOT NULL", name="content"),
        Index(
            "ix_messages_business_id_conversation_id",
            "business_id",
            "conversation_id",
            "id",
        ),
        Index("ix_messages_business_id_created_at", "business_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(Int, ForeignKey("conversations.id"))
    author: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(Int, ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text)
    photo_id: Mapped[int | None] = mapped_column(Int)
    is_note: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    is_plain: Mapped[bool] = mapped_column(Flag, default=False, server_default=false())
    client_key: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class ChatRules(BusinessOwned, Base):
    """How a business chats; without a row the defaults of the columns hold.

    ``hours`` are JSON as in `businesses.hours`, None to keep to those of the outlets.
    Empty words are our own. Messages are deleted after ``keep_months``.
    """

    __tablename__ = "chat_rules"
    __table_args__ = (
        UniqueConstraint("business_id"),
        CheckConstraint("keep_months BETWEEN 1 AND 120", name="keep_months"),
    )

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    has_auto_reply: Mapped[bool] = mapped_column(
        Flag, default=True, server_default=true()
    )
    reply_ru: Mapped[str] = mapped_column(Text, default="")
    reply_en: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[dict[str, Any] | None] = mapped_column(Json)
    has_bot: Mapped[bool] = mapped_column(Flag, default=True, server_default=true())
    keep_months: Mapped[int] = mapped_column(Int, default=36, server_default="36")


class QuickAnswer(BusinessOwned, Base):
    """Words that staff often need, by their title."""

    __tablename__ = "quick_answers"
    __table_args__ = (UniqueConstraint("business_id", "title"),)

    id: Mapped[int] = mapped_column(Int, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
