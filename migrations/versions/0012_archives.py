"""The right to leave: archives that were ordered."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archives",
        sa.Column("id", Int, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows_done", Int, nullable=False),
        sa.Column("rows_total", Int, nullable=False),
        sa.Column("size_bytes", Int, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("keep_until", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'making', 'ready', 'failed', 'removed')",
            name=op.f("ck_archives_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_archives_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
        sqlite_strict=True,
    )
    op.create_index("ix_archives_business_id_id", "archives", ["business_id", "id"])


def downgrade() -> None:
    op.drop_table("archives")
