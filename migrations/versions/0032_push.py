"""Browsers that want to be told."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_LINKS = {
    "business_id": "businesses",
    "member_id": "members",
    "person_id": "persons",
    "session_id": "login_sessions",
}


def upgrade() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("session_id", Int, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("failures", Int, nullable=False),
        sa.Column("last_ok_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        *[
            sa.ForeignKeyConstraint(
                [column],
                [f"{other}.id"],
                name=op.f(f"fk_push_subscriptions_{column}_{other}"),
            )
            for column, other in _LINKS.items()
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_push_subscriptions_business_id_member_id",
        "push_subscriptions",
        ["business_id", "member_id"],
    )
    op.create_index(
        "ix_push_subscriptions_person_id", "push_subscriptions", ["person_id"]
    )


def downgrade() -> None:
    op.drop_table("push_subscriptions")
