"""What members are told, the photos they send, and how much they have not read."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STATES = "'due', 'sending', 'sent', 'skipped', 'failed', 'unclear'"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *_links("notices", business_id="businesses", member_id="members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            "kind",
            "occurrence",
            name=op.f("uq_notices_business_id_member_id_kind_occurrence"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_notices_business_id_member_id_id",
        "notices",
        ["business_id", "member_id", "id"],
    )
    _deliveries()
    op.create_table(
        "photos",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", Int, nullable=False),
        sa.Column("height", Int, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        *_links("photos", business_id="businesses", person_id="persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sqlite_strict=True,
    )
    for column in ("unread_messages", "unread_notices"):
        op.add_column(
            "members", sa.Column(column, Int, nullable=False, server_default="0")
        )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", Int, nullable=False),
        sa.Column("notice_id", Int, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'push', 'pass', 'sms')",
            name=op.f("ck_deliveries_channel"),
        ),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_deliveries_state")),
        *_links("deliveries", business_id="businesses", notice_id="notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "business_id",
            "notice_id",
            "channel",
            name=op.f("uq_deliveries_business_id_notice_id_channel"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_deliveries_due_at",
        "deliveries",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def _links(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for column in ("unread_notices", "unread_messages"):
        op.drop_column("members", column)
    op.drop_table("photos")
    op.drop_table("deliveries")
    op.drop_table("notices")
