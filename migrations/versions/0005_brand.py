"""The look of a business: versions, a trial on some cards, and what pages read."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", Int, nullable=False),
        sa.Column("number", Int, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("revision", Int, nullable=False),
        sa.Column("percent", Int, nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", Int, nullable=True),
        sa.Column("shown_at", Instant(), nullable=True),
        sa.Column("shown_by", Int, nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'dropped', 'staged', 'published', 'past')",
            name=op.f("ck_looks_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_looks_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff.id"], name=op.f("fk_looks_changed_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["shown_by"], ["staff.id"], name=op.f("fk_looks_shown_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sa.UniqueConstraint(
            "business_id", "number", name=op.f("uq_looks_business_id_number")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_looks_business_id_state",
        "looks",
        ["business_id", "state"],
        unique=True,
        sqlite_where=sa.text("state != 'past'"),
        postgresql_where=sa.text("state != 'past'"),
    )
    op.add_column(
        "businesses",
        sa.Column("look_parts", Json(), server_default="{}", nullable=False),
    )
    op.add_column("businesses", sa.Column("look_trial", Json(), nullable=True))


def downgrade() -> None:
    # Not as a batch: SQLite would drop a table that every row of a business points at.
    op.drop_column("businesses", "look_trial")
    op.drop_column("businesses", "look_parts")
    op.drop_table("looks")
