"""Payments of receipts, partners who take each other's points, and donations."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Day, Flag, Instant, Int, Json

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
            name=op.f("fk_receipt_payments_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipts.id"],
            name=op.f("fk_receipt_payments_receipt_id"),
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
    _partners_and_donations()


def _partners_and_donations() -> None:
    op.create_table(
        "pact_invitations",
        sa.Column("id", Int, nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("terms", Json(), nullable=False),
        sa.Column("starts_on", Day(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_pact_invitations_business_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pact_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_pact_invitations_digest")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_pact_invitations_business_id", "pact_invitations", ["business_id", "id"]
    )

    op.create_table(
        "pacts",
        sa.Column("id", Int, nullable=False),
        sa.Column("first_id", Int, nullable=False),
        sa.Column("second_id", Int, nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("noticed_at", Instant(), nullable=True),
        sa.Column("noticed_by_id", Int, nullable=True),
        sa.Column("ends_on", Day(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'declined', 'ended')",
            name=op.f("ck_pacts_state"),
        ),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_pacts_sides")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["businesses.id"], name=op.f("fk_pacts_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["businesses.id"], name=op.f("fk_pacts_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pacts")),
        sqlite_strict=True,
    )
    op.create_index("ix_pacts_first_id", "pacts", ["first_id"])
    op.create_index("ix_pacts_second_id", "pacts", ["second_id"])
    op.create_index(
        "uq_pacts_pair",
        "pacts",
        ["pair"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'agreed')"),
        postgresql_where=sa.text("state IN ('asked', 'agreed')"),
    )

    op.create_table(
        "partner_consents",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("recipient_id", Int, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", Int, nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "purpose IN ('purse', 'contacts')", name=op.f("ck_partner_consents_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_partner_consents_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_partner_consents_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["businesses.id"],
            name=op.f("fk_partner_consents_recipient_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_consents")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_partner_consents_business_id",
        "partner_consents",
        ["business_id", "recipient_id"],
    )
    op.create_index("ix_partner_consents_person_id", "partner_consents", ["person_id"])
    op.create_index(
        "uq_partner_consents_given",
        "partner_consents",
        ["business_id", "person_id", "recipient_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.create_table(
        "charities",
        sa.Column("id", Int, nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("programme_id", Int, nullable=True),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("budget_minor", Int, nullable=False),
        sa.Column("given_minor", Int, nullable=False),
        sa.Column("cooldown_minutes", Int, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_charities_amount_minor")),
        sa.CheckConstraint(
            "cooldown_minutes >= 0", name=op.f("ck_charities_cooldown_minutes")
        ),
        sa.CheckConstraint(
            "given_minor BETWEEN 0 AND budget_minor",
            name=op.f("ck_charities_given_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_charities_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_charities_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charities")),
        sqlite_strict=True,
    )
    op.create_index("ix_charities_business_id", "charities", ["business_id", "id"])
    op.create_index(
        "uq_charities_running",
        "charities",
        ["business_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "contact_shares",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("recipient_id", Int, nullable=False),
        sa.Column("consent_id", Int, nullable=False),
        sa.Column("shared_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_contact_shares_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["partner_consents.id"],
            name=op.f("fk_contact_shares_consent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_contact_shares_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["businesses.id"],
            name=op.f("fk_contact_shares_recipient_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_shares")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_contact_shares_business_id_person_id",
        "contact_shares",
        ["business_id", "person_id"],
    )
    op.create_index("ix_contact_shares_consent_id", "contact_shares", ["consent_id"])

    op.create_table(
        "pact_deposits",
        sa.Column("id", Int, nullable=False),
        sa.Column("pact_id", Int, nullable=False),
        sa.Column("side_id", Int, nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("paid_on", Day(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_pact_deposits_amount_minor")
        ),
        sa.ForeignKeyConstraint(
            ["pact_id"], ["pacts.id"], name=op.f("fk_pact_deposits_pact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pact_deposits")),
        sqlite_strict=True,
    )
    op.create_index("ix_pact_deposits_pact_id", "pact_deposits", ["pact_id"])

    op.create_table(
        "pact_statements",
        sa.Column("id", Int, nullable=False),
        sa.Column("pact_id", Int, nullable=False),
        sa.Column("month", Day(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("first_points", Int, nullable=False),
        sa.Column("first_amount", Int, nullable=False),
        sa.Column("second_points", Int, nullable=False),
        sa.Column("second_amount", Int, nullable=False),
        sa.Column("net_minor", Int, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("dispute_until", Instant(), nullable=False),
        sa.Column("first_accepted_at", Instant(), nullable=True),
        sa.Column("second_accepted_at", Instant(), nullable=True),
        sa.Column("disputed_at", Instant(), nullable=True),
        sa.Column("disputed_by_id", Int, nullable=True),
        sa.Column("dispute", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by_id", Int, nullable=True),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("document_on", Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pact_id"], ["pacts.id"], name=op.f("fk_pact_statements_pact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pact_statements")),
        sa.UniqueConstraint(
            "pact_id", "month", name=op.f("uq_pact_statements_pact_id_month")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "pact_terms",
        sa.Column("id", Int, nullable=False),
        sa.Column("pact_id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("terms", Json(), nullable=False),
        sa.Column("starts_on", Day(), nullable=False),
        sa.Column("proposed_by_id", Int, nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("first_agreed_at", Instant(), nullable=True),
        sa.Column("second_agreed_at", Instant(), nullable=True),
        sa.Column("refused_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pact_id"], ["pacts.id"], name=op.f("fk_pact_terms_pact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pact_terms")),
        sa.UniqueConstraint(
            "pact_id", "number", name=op.f("uq_pact_terms_pact_id_number")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_pact_terms_open",
        "pact_terms",
        ["pact_id"],
        unique=True,
        sqlite_where=sa.text(
            "refused_at IS NULL AND (first_agreed_at IS NULL OR second_agreed_at IS NULL)"
        ),
        postgresql_where=sa.text(
            "refused_at IS NULL AND (first_agreed_at IS NULL OR second_agreed_at IS NULL)"
        ),
    )

    op.create_table(
        "donation_batches",
        sa.Column("id", Int, nullable=False),
        sa.Column("charity_id", Int, nullable=False),
        sa.Column("number", Int, nullable=False),
        sa.Column("donations", Int, nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("posting_id", Int, nullable=True),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("document_on", Day(), nullable=True),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_donation_batches_amount_minor")
        ),
        sa.CheckConstraint("donations > 0", name=op.f("ck_donation_batches_donations")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_donation_batches_business_id"),
        ),
        sa.ForeignKeyConstraint(
            ["charity_id"],
            ["charities.id"],
            name=op.f("fk_donation_batches_charity_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_batches")),
        sa.UniqueConstraint(
            "business_id",
            "charity_id",
            "number",
            name=op.f("uq_donation_batches_business_id_charity_id_number"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "donations",
        sa.Column("id", Int, nullable=False),
        sa.Column("charity_id", Int, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("outlet_id", Int, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("amount_minor", Int, nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("batch_id", Int, nullable=True),
        sa.Column("posting_id", Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_donations_amount_minor")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["donation_batches.id"], name=op.f("fk_donations_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_donations_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_donations_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["charity_id"], ["charities.id"], name=op.f("fk_donations_charity_id")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlets.id"], name=op.f("fk_donations_outlet_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name=op.f("fk_donations_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donations")),
        sa.UniqueConstraint(
            "business_id", "key", name=op.f("uq_donations_business_id_key")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_donations_business_id_actor",
        "donations",
        ["business_id", "actor", "given_at"],
    )
    op.create_index(
        "ix_donations_business_id_batch_id", "donations", ["business_id", "batch_id"]
    )
    op.create_index(
        "ix_donations_business_id_card_id",
        "donations",
        ["business_id", "card_id", "given_at"],
    )
    op.create_index(
        "ix_donations_business_id_receipt_id",
        "donations",
        ["business_id", "receipt_id"],
    )

    op.create_table(
        "pact_claims",
        sa.Column("id", Int, nullable=False),
        sa.Column("pact_id", Int, nullable=False),
        sa.Column("terms_id", Int, nullable=False),
        sa.Column("deal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("is_return", Flag(), nullable=False),
        sa.Column("points", Int, nullable=False),
        sa.Column("amount", Int, nullable=False),
        sa.Column("worth_minor", Int, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("card_id", Int, nullable=True),
        sa.Column("posting_id", Int, nullable=True),
        sa.Column("receipt_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "(card_id IS NULL) = (posting_id IS NULL) AND (card_id IS NULL) <> (receipt_id IS NULL)",
            name=op.f("ck_pact_claims_side"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_pact_claims_points")),
        sa.CheckConstraint("worth_minor > 0", name=op.f("ck_pact_claims_worth_minor")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_pact_claims_business_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_pact_claims_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["pact_id"], ["pacts.id"], name=op.f("fk_pact_claims_pact_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipts.id"], name=op.f("fk_pact_claims_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["pact_terms.id"], name=op.f("fk_pact_claims_terms_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pact_claims")),
        sa.UniqueConstraint(
            "business_id", "key", name=op.f("uq_pact_claims_business_id_key")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_pact_claims_business_id_card_id",
        "pact_claims",
        ["business_id", "card_id", "day"],
    )
    op.create_index(
        "ix_pact_claims_business_id_deal", "pact_claims", ["business_id", "deal"]
    )
    op.create_index(
        "ix_pact_claims_business_id_pact_id",
        "pact_claims",
        ["business_id", "pact_id", "day"],
    )
    op.create_index(
        "ix_pact_claims_business_id_receipt_id",
        "pact_claims",
        ["business_id", "receipt_id"],
    )


def downgrade() -> None:
    op.drop_table("pact_claims")
    op.drop_table("donations")
    op.drop_table("donation_batches")
    op.drop_table("pact_terms")
    op.drop_table("pact_statements")
    op.drop_table("pact_deposits")
    op.drop_table("contact_shares")
    op.drop_table("charities")
    op.drop_table("partner_consents")
    op.drop_table("pacts")
    op.drop_table("pact_invitations")
    op.drop_table("receipt_payments")
