"""The public page: outlets with phone, map, hours and order; who may be indexed."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Int, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "businesses",
        sa.Column("is_listed", Flag(), server_default=sa.true(), nullable=False),
    )
    for name in ("phone", "map_link"):
        op.add_column(
            "outlets", sa.Column(name, sa.Text(), server_default="", nullable=False)
        )
    op.add_column("outlets", sa.Column("hours", Json(), nullable=True))
    op.add_column(
        "outlets", sa.Column("position", Int, server_default="0", nullable=False)
    )


def downgrade() -> None:
    for name in ("position", "hours", "map_link", "phone"):
        op.drop_column("outlets", name)
    op.drop_column("businesses", "is_listed")
