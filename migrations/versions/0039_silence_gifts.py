"""Points that come with the message about a card that was long unused."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Int

revision = "0039"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silence_gifts",
        sa.Column("id", Int, nullable=False),
        sa.Column("points", Int, nullable=False),
        sa.Column("life_days", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_silence_gifts_points")),
        sa.CheckConstraint(
            "life_days IS NULL OR life_days > 0",
            name=op.f("ck_silence_gifts_life_days"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_silence_gifts_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_gifts")),
        sa.UniqueConstraint("business_id", name=op.f("uq_silence_gifts_business_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("silence_gifts")
