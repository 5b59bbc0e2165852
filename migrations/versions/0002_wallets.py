"""Wallets: passes and their devices, cards at Google, printed numbers, places."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Flag, Instant, Int

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apple_devices",
        sa.Column("id", Int, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("push_token", sa.Text(), nullable=False),
        sa.Column("token_since", Instant(), nullable=False),
        sa.Column("brought_tag", Int, nullable=False),
        sa.Column("listed_at", Instant(), nullable=True),
        sa.Column("push_due_at", Instant(), nullable=True),
        sa.Column("push_attempts", Int, nullable=False),
        sa.Column("pushed_at", Instant(), nullable=True),
        sa.Column("push_answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "scheme IN ('ApplePass', 'AndroidPass', 'WalletUnionPass', 'WalletUnionHMSPass')",
            name=op.f("ck_apple_devices_scheme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_devices")),
        sa.UniqueConstraint("digest", name=op.f("uq_apple_devices_digest")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_apple_devices_push_due_at",
        "apple_devices",
        ["push_due_at"],
        sqlite_where=sa.text("push_due_at IS NOT NULL"),
        postgresql_where=sa.text("push_due_at IS NOT NULL"),
    )
    op.create_table(
        "google_nonces",
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_google_nonces")),
        sqlite_strict=True,
    )
    op.create_index("ix_google_nonces_expires_at", "google_nonces", ["expires_at"])
    op.create_table(
        "update_counter",
        sa.Column("id", Int, nullable=False),
        sa.Column("value", Int, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_counter")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO update_counter (id, value) VALUES (1, 0)")
    op.create_table(
        "wallet_halts",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("halted_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_wallet_halts")),
        sqlite_strict=True,
    )
    op.create_table(
        "google_classes",
        sa.Column("id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("sent_digest", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_google_classes_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_google_classes_programme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_google_classes")),
        sa.UniqueConstraint(
            "business_id",
            "programme_id",
            "level",
            name=op.f("uq_google_classes_business_id_programme_id_level"),
        ),
        sa.UniqueConstraint("resource_id", name=op.f("uq_google_classes_resource_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "print_runs",
        sa.Column("id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("is_stock", Flag(), nullable=False),
        sa.Column("count", Int, nullable=False),
        sa.Column("symbology", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made", Int, nullable=False),
        sa.Column("parts", Int, nullable=False),
        sa.Column("parts_made", Int, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'making', 'ready', 'failed', 'removing')",
            name=op.f("ck_print_runs_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_print_runs_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_print_runs_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
        sqlite_strict=True,
    )
    op.create_table(
        "apple_passes",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("tag", Int, nullable=False),
        sa.Column("card_version", Int, nullable=False),
        sa.Column("modified_at", Instant(), nullable=False),
        sa.Column("served_tag", Int, nullable=False),
        sa.Column("served_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_apple_passes_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_apple_passes_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_passes")),
        sa.UniqueConstraint(
            "business_id", "card_id", name=op.f("uq_apple_passes_business_id_card_id")
        ),
        sa.UniqueConstraint("serial", name=op.f("uq_apple_passes_serial")),
        sqlite_strict=True,
    )
    op.create_table(
        "card_numbers",
        sa.Column("id", Int, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("run_id", Int, nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_card_numbers_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_card_numbers_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_card_numbers_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["print_runs.id"], name=op.f("fk_card_numbers_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_numbers")),
        sa.UniqueConstraint(
            "business_id", "value", name=op.f("uq_card_numbers_business_id_value")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_card_numbers_business_id_card_id",
        "card_numbers",
        ["business_id", "card_id"],
    )
    op.create_index(
        "ix_card_numbers_business_id_run_id",
        "card_numbers",
        ["business_id", "run_id", "id"],
    )
    op.create_table(
        "google_passes",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("class_id", Int, nullable=True),
        sa.Column("sent_digest", sa.LargeBinary(), nullable=True),
        sa.Column("sent_balance", sa.Text(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("sync_due_at", Instant(), nullable=True),
        sa.Column("sync_attempts", Int, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("notices", Int, nullable=False),
        sa.Column("noticed_since", Instant(), nullable=True),
        sa.Column("is_held", Flag(), nullable=False),
        sa.Column("held_at", Instant(), nullable=True),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_google_passes_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_google_passes_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["google_classes.id"], name=op.f("fk_google_passes_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_google_passes")),
        sa.UniqueConstraint(
            "business_id", "card_id", name=op.f("uq_google_passes_business_id_card_id")
        ),
        sa.UniqueConstraint("resource_id", name=op.f("uq_google_passes_resource_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_google_passes_sync_due_at",
        "google_passes",
        ["sync_due_at"],
        sqlite_where=sa.text("sync_due_at IS NOT NULL"),
        postgresql_where=sa.text("sync_due_at IS NOT NULL"),
    )
    op.create_table(
        "apple_registrations",
        sa.Column("id", Int, nullable=False),
        sa.Column("pass_id", Int, nullable=False),
        sa.Column("device_id", Int, nullable=False),
        sa.Column("held_tag", Int, nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_apple_registrations_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["apple_devices.id"],
            name=op.f("fk_apple_registrations_device_id"),
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"],
            ["apple_passes.id"],
            name=op.f("fk_apple_registrations_pass_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_registrations")),
        sa.UniqueConstraint(
            "business_id",
            "pass_id",
            "device_id",
            name=op.f("uq_apple_registrations_business_id_pass_id_device_id"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_apple_registrations_device_id", "apple_registrations", ["device_id"]
    )
    op.create_table(
        "device_logs",
        sa.Column("id", Int, nullable=False),
        sa.Column("business_id", Int, nullable=True),
        sa.Column("pass_id", Int, nullable=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("logged_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_device_logs_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["apple_passes.id"], name=op.f("fk_device_logs_pass_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_logs")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_device_logs_business_id_id", "device_logs", ["business_id", "id"]
    )
    op.create_index("ix_device_logs_logged_at", "device_logs", ["logged_at"])
    op.add_column(
        "businesses",
        sa.Column(
            "has_google_wallet", Flag(), server_default=sa.true(), nullable=False
        ),
    )
    op.add_column("outlets", sa.Column("latitude_microdegrees", Int, nullable=True))
    op.add_column("outlets", sa.Column("longitude_microdegrees", Int, nullable=True))
    op.add_column("persons", sa.Column("erased_at", Instant(), nullable=True))
    op.add_column(
        "programmes",
        sa.Column("symbology", sa.Text(), server_default="qr", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("programmes", "symbology")
    op.drop_column("persons", "erased_at")
    op.drop_column("outlets", "longitude_microdegrees")
    op.drop_column("outlets", "latitude_microdegrees")
    op.drop_column("businesses", "has_google_wallet")
    op.drop_table("device_logs")
    op.drop_table("apple_registrations")
    op.drop_table("google_passes")
    op.drop_table("card_numbers")
    op.drop_table("apple_passes")
    op.drop_table("print_runs")
    op.drop_table("google_classes")
    op.drop_table("wallet_halts")
    op.drop_table("update_counter")
    op.drop_table("google_nonces")
    op.drop_table("apple_devices")
