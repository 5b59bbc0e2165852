"""The till without a network: its devices, the deals they kept, codes by the day."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int, Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "receipts",
        sa.Column("by_static_code", Flag(), server_default=sa.false(), nullable=False),
    )
    _devices()
    _deals()


def _devices() -> None:
    op.create_table(
        "till_devices",
        sa.Column("id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("staff_id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("last_sequence", Int, nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "last_sequence >= 0", name=op.f("ck_till_devices_last_sequence")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_till_devices_{column}_{table}"),
            )
            for column, table in (
                ("outlet_id", "outlets"),
                ("staff_id", "staff"),
                ("business_id", "businesses"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_devices")),
        sa.UniqueConstraint(
            "business_id",
            "public_key",
            name=op.f("uq_till_devices_business_id_public_key"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_till_devices_business_id_outlet_id",
        "till_devices",
        ["business_id", "outlet_id"],
    )


def _deals() -> None:
    op.create_table(
        "offline_deals",
        sa.Column("id", Int, nullable=False),
        sa.Column("device_id", Int, nullable=False),
        sa.Column("sequence", Int, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("staff_id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("of_number", sa.Text(), nullable=False),
        sa.Column("of_sequence", Int, nullable=True),
        sa.Column("total_minor", Int, nullable=False),
        sa.Column("paid_minor", Int, nullable=False),
        sa.Column("points", Int, nullable=False),
        sa.Column("lines", Json(), nullable=False),
        sa.Column("was_asked", Flag(), nullable=True),
        sa.Column("own_at", Instant(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("snapshot_at", Instant(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_overdrawn", Flag(), server_default=sa.false(), nullable=False),
        sa.Column("is_clock_wrong", Flag(), server_default=sa.false(), nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("refund_id", Int, nullable=True),
        sa.Column("needs_look", Flag(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('earn', 'spend', 'refund', 'unreadable')",
            name=op.f("ck_offline_deals_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('booked', 'waiting', 'review', 'refused')",
            name=op.f("ck_offline_deals_state"),
        ),
        sa.CheckConstraint("points >= 0", name=op.f("ck_offline_deals_points")),
        sa.CheckConstraint(
            "paid_minor BETWEEN 0 AND total_minor",
            name=op.f("ck_offline_deals_paid_minor"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_offline_deals_{column}_{table}"),
            )
            for column, table in (
                ("device_id", "till_devices"),
                ("staff_id", "staff"),
                ("card_id", "cards"),
                ("receipt_id", "receipts"),
                ("refund_id", "refunds"),
                ("settled_by", "staff"),
                ("business_id", "businesses"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_deals")),
        sa.UniqueConstraint(
            "business_id",
            "device_id",
            "sequence",
            "digest",
            name=op.f("uq_offline_deals_business_id_device_id_sequence_digest"),
        ),
        sqlite_strict=True,
    )
    for name, condition in (
        ("needs_look", "needs_look"),
        ("waiting", "state = 'waiting'"),
    ):
        op.create_index(
            f"ix_offline_deals_{name}",
            "offline_deals",
            ["business_id", "id"],
            sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_index(
        "ix_offline_deals_business_id_card_id",
        "offline_deals",
        ["business_id", "card_id"],
    )


def downgrade() -> None:
    op.drop_table("offline_deals")
    op.drop_table("till_devices")
    op.drop_column("receipts", "by_static_code")
