"""What discounts took off a receipt, line by line; what returns gave back of it."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Int

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_COUNTS = ("discount_minor", "returned_minor", "cut_points", "extra_basis_points")


def upgrade() -> None:
    for name in _COUNTS:
        op.add_column("receipts", _count("receipts", name))
    op.add_column("receipts", sa.Column("currency", sa.Text()))
    op.add_column(
        "receipts",
        sa.Column(
            "rate_millionths",
            Int,
            sa.CheckConstraint(
                "rate_millionths > 0", name=op.f("ck_receipts_rate_millionths")
            ),
        ),
    )
    op.add_column("receipt_lines", _count("receipt_lines", "discount_minor"))
    op.add_column("receipt_lines", sa.Column("foreign_minor", Int))
    _create_discounts()
    _count_returns()


def downgrade() -> None:
    op.drop_table("receipt_discounts")
    for name in ("foreign_minor", "discount_minor"):
        op.drop_column("receipt_lines", name)
    for name in ("rate_millionths", "currency", *reversed(_COUNTS)):
        op.drop_column("receipts", name)


def _count(table: str, name: str) -> sa.Column[int]:
    return sa.Column(
        name,
        Int,
        sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_{table}_{name}")),
        nullable=False,
        server_default="0",
    )


def _create_discounts() -> None:
    op.create_table(
        "receipt_discounts",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("place", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("stage", Int, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_receipt_discounts_amount_minor")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_receipt_discounts_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_receipt_discounts_receipt_id_receipts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_discounts")),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            "place",
            "position",
            name=op.f("uq_receipt_discounts_business_id_receipt_id_place_position"),
        ),
        sqlite_strict=True,
    )


def _count_returns() -> None:
    """Purchases so far are what was paid less this; nothing is left of undone ones."""
    op.execute(
        "UPDATE receipts SET returned_minor = CASE WHEN undone_at IS NOT NULL "
        "THEN paid_minor ELSE (SELECT coalesce(sum(refunds.money_minor), 0) "
        "FROM refunds WHERE refunds.business_id = receipts.business_id "
        "AND refunds.receipt_id = receipts.id) END "
        "WHERE undone_at IS NOT NULL OR EXISTS (SELECT 1 FROM refunds "
        "WHERE refunds.business_id = receipts.business_id "
        "AND refunds.receipt_id = receipts.id)"
    )
