"""Receipts that more than money and points pay for."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Int

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt_payments",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("is_earning", Flag(), nullable=False),
        sa.Column("returned_minor", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_receipt_payments_amount_minor")
        ),
        sa.CheckConstraint(
            "returned_minor BETWEEN 0 AND amount_minor",
            name=op.f("ck_receipt_payments_returned_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_receipt_payments_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_receipt_payments_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_payments")),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            "position",
            "kind",
            "ref",
            name=op.f("uq_receipt_payments_business_id_receipt_id_position_kind_ref"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("receipt_payments")
