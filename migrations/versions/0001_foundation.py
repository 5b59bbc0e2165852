"""The foundation: every table of the first release, and the ledger's triggers."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int, Json
from app.ledger import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "businesses",
        sa.Column("id", Int, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("brand_colour", sa.Text(), nullable=False),
        sa.Column("accent_colour", sa.Text(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("unit", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "motif IN ('plain', 'rings', 'waves', 'lattice', 'pages')",
            name=op.f("ck_businesses_motif"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
        sa.UniqueConstraint("slug", name=op.f("uq_businesses_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "limit_counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("window", Int, nullable=False),
        sa.Column("hits", Int, nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "name", "subject", "window", name=op.f("pk_limit_counters")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox",
        sa.Column("id", Int, nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("attempts", Int, nullable=False),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outbox_due_at",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )

    op.create_table(
        "persons",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("email", name=op.f("uq_persons_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_persons_phone")),
        sqlite_strict=True,
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("id", Int, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("session_nonce", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("tries", Int, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_sign_in_codes_channel")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_sign_in_codes_tries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_codes")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_sign_in_codes_channel_address",
        "sign_in_codes",
        ["channel", "address", "created_at"],
    )

    op.create_table(
        "consents",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", Int, nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "purpose IN ('processing', 'mailings', 'partners')",
            name=op.f("ck_consents_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_consents_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_consents_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_consents_business_id_person_id", "consents", ["business_id", "person_id"]
    )

    op.create_table(
        "daily_figures",
        sa.Column("id", Int, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("receipts", Int, nullable=False),
        sa.Column("sales_minor", Int, nullable=False),
        sa.Column("refunds", Int, nullable=False),
        sa.Column("refunded_minor", Int, nullable=False),
        sa.Column("points_earned", Int, nullable=False),
        sa.Column("points_spent", Int, nullable=False),
        sa.Column("joins", Int, nullable=False),
        sa.Column("computed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_daily_figures_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_figures")),
        sa.UniqueConstraint(
            "business_id", "day", name=op.f("uq_daily_figures_business_id_day")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("id", Int, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", Int, nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_idempotency_keys_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint(
            "business_id", "key", name=op.f("uq_idempotency_keys_business_id_key")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"]
    )

    op.create_table(
        "login_sessions",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("is_staff_sign_in", Flag(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_login_sessions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_login_sessions_digest")),
        sqlite_strict=True,
    )
    op.create_index("ix_login_sessions_person_id", "login_sessions", ["person_id"])

    op.create_table(
        "members",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_members_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_members_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint(
            "business_id",
            "external_id",
            name=op.f("uq_members_business_id_external_id"),
        ),
        sa.UniqueConstraint(
            "business_id", "person_id", name=op.f("uq_members_business_id_person_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_members_business_id_joined_at", "members", ["business_id", "joined_at"]
    )
    op.create_index("ix_members_person_id", "members", ["person_id"])

    op.create_table(
        "outlets",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("is_open", Flag(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_outlets_business_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint(
            "business_id", "code", name=op.f("uq_outlets_business_id_code")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "postings",
        sa.Column("id", Int, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("rule_version_id", Int, nullable=True),
        sa.Column("reverses_id", Int, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("net_points", Int, nullable=False),
        sa.Column("entry_count", Int, nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('earn', 'spend', 'clawback', 'give_back', 'expire', 'reversal', 'adjust', 'transfer', 'gift')",
            name=op.f("ck_postings_kind"),
        ),
        sa.CheckConstraint("entry_count >= 2", name=op.f("ck_postings_entry_count")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_postings_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["id", "entry_count"],
            ["entries.posting_id", "entries.line"],
            name="fk_postings_last_entry",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["postings.id"], name=op.f("fk_postings_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint(
            "business_id", "key", name=op.f("uq_postings_business_id_key")
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_postings_reverses_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_postings_business_id_receipt_id", "postings", ["business_id", "receipt_id"]
    )
    op.create_index(
        "ix_postings_business_id_card_id",
        "postings",
        ["business_id", "card_id", "occurred_at", "id"],
    )

    op.create_table(
        "programmes",
        sa.Column("id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_open", Flag(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_programmes_business_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint(
            "business_id", "name", name=op.f("uq_programmes_business_id_name")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "purchase_imports",
        sa.Column("id", Int, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("receipts_done", Int, nullable=False),
        sa.Column("receipts_booked", Int, nullable=False),
        sa.Column("rows_refused", Int, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_purchase_imports_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_imports")),
        sa.UniqueConstraint(
            "business_id", "digest", name=op.f("uq_purchase_imports_business_id_digest")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "staff",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'administrator', 'moderator', 'cashier')",
            name=op.f("ck_staff_role"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_staff_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_staff_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint(
            "business_id", "person_id", name=op.f("uq_staff_business_id_person_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_staff_person_id", "staff", ["person_id"])

    op.create_table(
        "api_keys",
        sa.Column("id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_api_keys_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_api_keys_outlet_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_api_keys_business_id_outlet_id", "api_keys", ["business_id", "outlet_id"]
    )

    op.create_table(
        "cards",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_into_id", Int, nullable=True),
        sa.Column("version", Int, nullable=False),
        sa.Column("carried_minor", Int, nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'joined', 'closed')", name=op.f("ck_cards_state")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_cards_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["joined_into_id"], ["cards.id"], name=op.f("fk_cards_joined_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_cards_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_cards_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint(
            "business_id", "number", name=op.f("uq_cards_business_id_number")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_cards_business_id_member_id", "cards", ["business_id", "member_id"]
    )

    op.create_table(
        "lots",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("posting_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("rule_version_id", Int, nullable=True),
        sa.Column("issuer_id", Int, nullable=False),
        sa.Column("restores_id", Int, nullable=True),
        sa.Column("amount", Int, nullable=False),
        sa.Column("remaining", Int, nullable=False),
        sa.Column("credited_at", Instant(), nullable=False),
        sa.Column("available_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_lots_amount")),
        sa.CheckConstraint(
            "expires_at IS NULL OR expires_at > credited_at", name=op.f("ck_lots_life")
        ),
        sa.CheckConstraint(
            "remaining BETWEEN 0 AND amount", name=op.f("ck_lots_remaining")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_lots_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["businesses.id"], name=op.f("fk_lots_issuer_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name=op.f("fk_lots_posting_id")
        ),
        sa.ForeignKeyConstraint(
            ["restores_id"], ["lots.id"], name=op.f("fk_lots_restores_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_lots_live",
        "lots",
        ["business_id", "card_id", "expires_at", "credited_at", "id"],
        sqlite_where=sa.text("remaining > 0"),
        postgresql_where=sa.text("remaining > 0"),
    )
    op.create_index("ix_lots_posting_id", "lots", ["posting_id"])
    op.create_index("ix_lots_receipt_id", "lots", ["receipt_id"])

    op.create_table(
        "rule_versions",
        sa.Column("id", Int, nullable=False),
        sa.Column("programme_id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("rules", Json(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_rule_versions_number")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_rule_versions_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_rule_versions_programme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint(
            "business_id",
            "programme_id",
            "number",
            name=op.f("uq_rule_versions_business_id_programme_id_number"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "seals",
        sa.Column("id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("posting_id", Int, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_seals_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name=op.f("fk_seals_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint(
            "business_id", "number", name=op.f("uq_seals_business_id_number")
        ),
        sa.UniqueConstraint("posting_id", name=op.f("uq_seals_posting_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "accounts",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("balance", Int, nullable=False),
        sa.Column("pending", Int, nullable=False),
        sa.Column("next_change_at", Instant(), nullable=True),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("last_posting_id", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind <> 'debt' OR balance <= 0", name=op.f("ck_accounts_debt_balance")
        ),
        sa.CheckConstraint(
            "kind <> 'points' OR balance >= 0", name=op.f("ck_accounts_points_balance")
        ),
        sa.CheckConstraint(
            "kind IN ('points', 'debt', 'expense', 'redeemed', 'breakage', 'loss', "
            "'clearing')",
            name=op.f("ck_accounts_kind"),
        ),
        sa.CheckConstraint(
            "pending BETWEEN 0 AND balance OR kind <> 'points'",
            name=op.f("ck_accounts_pending"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_accounts_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_accounts_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "business_id",
            "card_id",
            "kind",
            "unit",
            name=op.f("uq_accounts_business_id_card_id_kind_unit"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_accounts_next_change_at",
        "accounts",
        ["next_change_at"],
        sqlite_where=sa.text("next_change_at IS NOT NULL"),
        postgresql_where=sa.text("next_change_at IS NOT NULL"),
    )
    op.create_index(
        "uq_accounts_business_id_kind_unit",
        "accounts",
        ["business_id", "kind", "unit"],
        unique=True,
        sqlite_where=sa.text("card_id IS NULL"),
        postgresql_where=sa.text("card_id IS NULL"),
    )

    op.create_table(
        "allocations",
        sa.Column("id", Int, nullable=False),
        sa.Column("posting_id", Int, nullable=False),
        sa.Column("lot_id", Int, nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("returns_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "(amount < 0) = (returns_id IS NOT NULL)",
            name=op.f("ck_allocations_returns_id"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_allocations_amount")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_allocations_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["lots.id"], name=op.f("fk_allocations_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name=op.f("fk_allocations_posting_id")
        ),
        sa.ForeignKeyConstraint(
            ["returns_id"], ["allocations.id"], name=op.f("fk_allocations_returns_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sqlite_strict=True,
    )
    op.create_index("ix_allocations_lot_id", "allocations", ["lot_id"])
    op.create_index("ix_allocations_posting_id", "allocations", ["posting_id"])
    op.create_index("ix_allocations_returns_id", "allocations", ["returns_id"])

    op.create_table(
        "burnt_codes",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("step", Int, nullable=False),
        sa.Column("burnt_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_burnt_codes_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_burnt_codes_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burnt_codes")),
        sa.UniqueConstraint(
            "business_id",
            "card_id",
            "step",
            name=op.f("uq_burnt_codes_business_id_card_id_step"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "receipts",
        sa.Column("id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("rule_version_id", Int, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("total_minor", Int, nullable=False),
        sa.Column("paid_minor", Int, nullable=False),
        sa.Column("points_spent", Int, nullable=False),
        sa.Column("earned_points", Int, nullable=False),
        sa.Column("clawed_points", Int, nullable=False),
        sa.Column("was_asked", Flag(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("exchanged_from_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "clawed_points BETWEEN 0 AND earned_points",
            name=op.f("ck_receipts_clawed_points"),
        ),
        sa.CheckConstraint(
            "earned_points >= 0", name=op.f("ck_receipts_earned_points")
        ),
        sa.CheckConstraint(
            "paid_minor BETWEEN 0 AND total_minor", name=op.f("ck_receipts_paid_minor")
        ),
        sa.CheckConstraint("points_spent >= 0", name=op.f("ck_receipts_points_spent")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_receipts_total_minor")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_receipts_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_receipts_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["exchanged_from_id"],
            ["receipts.id"],
            name=op.f("fk_receipts_exchanged_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_receipts_outlet_id")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"],
            ["rule_versions.id"],
            name=op.f("fk_receipts_rule_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint(
            "business_id",
            "outlet_id",
            "number",
            name=op.f("uq_receipts_business_id_outlet_id_number"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_receipts_business_id_card_id", "receipts", ["business_id", "card_id", "id"]
    )
    op.create_index(
        "ix_receipts_business_id_occurred_at",
        "receipts",
        ["business_id", "occurred_at"],
    )

    op.create_table(
        "entries",
        sa.Column("id", Int, nullable=False),
        sa.Column("posting_id", Int, nullable=False),
        sa.Column("line", Int, nullable=False),
        sa.Column("account_id", Int, nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_entries_amount")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_entries_line")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_entries_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name=op.f("fk_entries_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint(
            "posting_id", "line", name=op.f("uq_entries_posting_id_line")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_entries_business_id_account_id",
        "entries",
        ["business_id", "account_id", "id"],
    )

    op.create_table(
        "receipt_lines",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("position", Int, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("quantity_milli", Int, nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("points_share", Int, nullable=False),
        sa.Column("paid_minor", Int, nullable=False),
        sa.Column("is_excluded", Flag(), nullable=False),
        sa.Column("is_returned", Flag(), nullable=False),
        sa.Column("returned_minor", Int, nullable=False),
        sa.Column("returned_points", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_receipt_lines_amount_minor")
        ),
        sa.CheckConstraint("paid_minor >= 0", name=op.f("ck_receipt_lines_paid_minor")),
        sa.CheckConstraint(
            "points_share >= 0", name=op.f("ck_receipt_lines_points_share")
        ),
        sa.CheckConstraint(
            "returned_minor BETWEEN 0 AND paid_minor",
            name=op.f("ck_receipt_lines_returned_minor"),
        ),
        sa.CheckConstraint(
            "returned_points BETWEEN 0 AND points_share",
            name=op.f("ck_receipt_lines_returned_points"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_receipt_lines_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name=op.f("fk_receipt_lines_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_lines")),
        sa.UniqueConstraint(
            "business_id",
            "receipt_id",
            "position",
            name=op.f("uq_receipt_lines_business_id_receipt_id_position"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "refunds",
        sa.Column("id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=False),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("money_minor", Int, nullable=False),
        sa.Column("points_returned", Int, nullable=False),
        sa.Column("points_clawed", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("money_minor >= 0", name=op.f("ck_refunds_money_minor")),
        sa.CheckConstraint("points_clawed >= 0", name=op.f("ck_refunds_points_clawed")),
        sa.CheckConstraint(
            "points_returned >= 0", name=op.f("ck_refunds_points_returned")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_refunds_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_refunds_outlet_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name=op.f("fk_refunds_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint(
            "business_id",
            "outlet_id",
            "number",
            name=op.f("uq_refunds_business_id_outlet_id_number"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_refunds_business_id_occurred_at", "refunds", ["business_id", "occurred_at"]
    )
    op.create_index(
        "ix_refunds_business_id_receipt_id", "refunds", ["business_id", "receipt_id"]
    )
    dialect = op.get_bind().dialect.name
    if dialect != "sqlite":
        # Tables that name each other: SQLite takes the key inline, others afterwards.
        op.create_foreign_key(
            "fk_postings_last_entry",
            "postings",
            "entries",
            ["id", "entry_count"],
            ["posting_id", "line"],
            deferrable=True,
            initially="DEFERRED",
        )
    for statement in triggers.create(dialect):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in triggers.drop(dialect):
        op.execute(statement)
    if dialect != "sqlite":
        op.drop_constraint("fk_postings_last_entry", "postings", type_="foreignkey")
    op.drop_table("refunds")
    op.drop_table("receipt_lines")
    op.drop_table("entries")
    op.drop_table("receipts")
    op.drop_table("burnt_codes")
    op.drop_table("allocations")
    op.drop_table("accounts")
    op.drop_table("seals")
    op.drop_table("rule_versions")
    op.drop_table("lots")
    op.drop_table("cards")
    op.drop_table("api_keys")
    op.drop_table("staff")
    op.drop_table("purchase_imports")
    op.drop_table("programmes")
    op.drop_table("postings")
    op.drop_table("outlets")
    op.drop_table("members")
    op.drop_table("login_sessions")
    op.drop_table("idempotency_keys")
    op.drop_table("daily_figures")
    op.drop_table("consents")
    op.drop_table("sign_in_codes")
    op.drop_table("persons")
    op.drop_table("outbox")
    op.drop_table("limit_counters")
    op.drop_table("businesses")
