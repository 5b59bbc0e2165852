"""Relatives who use a holder's card, and which cheques were theirs."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_sharers",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("may_spend", Flag(), nullable=False, server_default=sa.false()),
        sa.Column("day_limit", Int, nullable=False, server_default="0"),
        sa.Column("invited_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("day_limit >= 0", name=op.f("ck_card_sharers_day_limit")),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_card_sharers_{name}_{table}")
            )
            for name, table in (
                ("business_id", "businesses"),
                ("card_id", "cards"),
                ("member_id", "members"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_sharers")),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_card_sharers_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_card_sharers_business_id_card_id",
        "card_sharers",
        ["business_id", "card_id", "id"],
    )
    op.create_index(
        "ix_card_sharers_business_id_member_id",
        "card_sharers",
        ["business_id", "member_id"],
    )
    op.add_column("receipts", sa.Column("sharer_id", Int))
    op.create_index(
        "ix_receipts_business_id_sharer_id",
        "receipts",
        ["business_id", "sharer_id", "recorded_at"],
        sqlite_where=sa.text("sharer_id IS NOT NULL"),
        postgresql_where=sa.text("sharer_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_receipts_business_id_sharer_id", "receipts")
    op.drop_column("receipts", "sharer_id")
    op.drop_table("card_sharers")
