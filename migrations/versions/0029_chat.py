"""Conversations of members with businesses, how businesses chat, their quick answers."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int, Json

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bot_state", sa.Text(), nullable=False),
        sa.Column("assigned_to", Int, nullable=True),
        sa.Column("last_id", Int, nullable=True),
        sa.Column("last_at", Instant(), nullable=True),
        sa.Column("unread", Int, nullable=False),
        sa.Column("waiting_since", Instant(), nullable=True),
        sa.Column("guest_read_id", Int, nullable=False),
        sa.Column("staff_read_id", Int, nullable=False),
        sa.Column("told_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed')", name=op.f("ck_conversations_state")
        ),
        sa.CheckConstraint(
            "bot_state IN ('on', 'off')", name=op.f("ck_conversations_bot_state")
        ),
        sa.CheckConstraint("unread >= 0", name=op.f("ck_conversations_unread")),
        *_links(
            "conversations",
            assigned_to="staff",
            business_id="businesses",
            member_id="members",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            name=op.f("uq_conversations_business_id_member_id"),
        ),
        sqlite_strict=True,
    )
    for column in ("last_at", "waiting_since"):
        op.create_index(
            f"ix_conversations_business_id_{column}",
            "conversations",
            ["business_id", column, "id"],
        )
    _messages()
    _settings()


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Int, nullable=False),
        sa.Column("conversation_id", Int, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff_id", Int, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo_id", Int, nullable=True),
        sa.Column("is_note", Flag(), server_default=sa.false(), nullable=False),
        sa.Column("is_plain", Flag(), server_default=sa.false(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "author IN ('member', 'staff', 'bot', 'system')",
            name=op.f("ck_messages_author"),
        ),
        sa.CheckConstraint("length(text) <= 4000", name=op.f("ck_messages_text")),
        sa.CheckConstraint(
            "text <> '' OR photo_id IS NOT NULL", name=op.f("ck_messages_content")
        ),
        *_links(
            "messages",
            business_id="businesses",
            conversation_id="conversations",
            staff_id="staff",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "business_id",
            "conversation_id",
            "client_key",
            name=op.f("uq_messages_business_id_conversation_id_client_key"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_messages_business_id_conversation_id",
        "messages",
        ["business_id", "conversation_id", "id"],
    )
    op.create_index(
        "ix_messages_business_id_created_at", "messages", ["business_id", "created_at"]
    )


def _settings() -> None:
    op.create_table(
        "chat_rules",
        sa.Column("id", Int, nullable=False),
        sa.Column("has_auto_reply", Flag(), server_default=sa.true(), nullable=False),
        sa.Column("reply_ru", sa.Text(), nullable=False),
        sa.Column("reply_en", sa.Text(), nullable=False),
        sa.Column("hours", Json(), nullable=True),
        sa.Column("has_bot", Flag(), server_default=sa.true(), nullable=False),
        sa.Column("keep_months", Int, server_default="36", nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "keep_months BETWEEN 1 AND 120", name=op.f("ck_chat_rules_keep_months")
        ),
        *_links("chat_rules", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_rules")),
        sa.UniqueConstraint("business_id", name=op.f("uq_chat_rules_business_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "quick_answers",
        sa.Column("id", Int, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("quick_answers", business_id="businesses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_answers")),
        sa.UniqueConstraint(
            "business_id", "title", name=op.f("uq_quick_answers_business_id_title")
        ),
        sqlite_strict=True,
    )


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for table in ("quick_answers", "chat_rules", "messages", "conversations"):
        op.drop_table(table)
