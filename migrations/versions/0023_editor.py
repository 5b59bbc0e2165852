"""What a business reckons with when it makes rules; rules that are taken back."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_versions", sa.Column("withdrawn_at", Instant))
    op.create_table(
        "plans",
        sa.Column("id", Int, nullable=False),
        sa.Column("margin_basis_points", Int),
        sa.Column("floor_basis_points", Int),
        sa.Column("spent_basis_points", Int, nullable=False),
        sa.Column("cheque_minor", Int),
        sa.Column("gap_days", Int),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_plans_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("business_id", name=op.f("uq_plans_business_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "competitors",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mechanics", sa.Text(), nullable=False),
        sa.Column("back_basis_points", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_competitors_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitors")),
        sa.UniqueConstraint(
            "business_id", "name", name=op.f("uq_competitors_business_id_name")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("competitors")
    op.drop_table("plans")
    op.drop_column("rule_versions", "withdrawn_at")
