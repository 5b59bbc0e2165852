"""Signing up: applications, registrations, promo codes, tariffs, sample guests."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TRADES = "trade IN ('cafe', 'shop', 'salon', 'fitness', 'services', 'events')"


def upgrade() -> None:
    _applications()
    _registrations()
    _promo_codes()
    _tariffs()
    _sample_members()


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", Int, nullable=False),
        sa.Column("form_key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.Text(), nullable=False),
        sa.Column("register_number", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("promo_code", sa.Text(), nullable=False),
        sa.Column("doubts", Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("letters", Int, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", Int, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'review', 'founded', 'refused')",
            name=op.f("ck_applications_state"),
        ),
        sa.CheckConstraint(_TRADES, name=op.f("ck_applications_trade")),
        sa.CheckConstraint("letters >= 1", name=op.f("ck_applications_letters")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_applications_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["persons.id"],
            name=op.f("fk_applications_decided_by_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("form_key", name=op.f("uq_applications_form_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_applications_state", "applications", ["state", "id"])


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", Int, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.Text(), nullable=False),
        sa.Column("register_number", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.Column("founded_at", Instant(), nullable=False),
        sa.Column("look_opened_at", Instant(), nullable=True),
        sa.Column("programme_opened_at", Instant(), nullable=True),
        sa.Column("poster_made_at", Instant(), nullable=True),
        sa.Column("steps_closed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(_TRADES, name=op.f("ck_registrations_trade")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_registrations_business_id_businesses"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("business_id", name=op.f("uq_registrations_business_id")),
        sa.UniqueConstraint(
            "country", "tax_number", name=op.f("uq_registrations_country_tax_number")
        ),
        sqlite_strict=True,
    )


def _promo_codes() -> None:
    op.create_table(
        "promo_codes",
        sa.Column("id", Int, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("trial_months", Int, nullable=False),
        sa.Column("free_months", Int, nullable=False),
        sa.Column("cap", Int, nullable=True),
        sa.Column("taken", Int, nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Int, nullable=True),
        sa.CheckConstraint(
            "trial_months BETWEEN 1 AND 60", name=op.f("ck_promo_codes_trial_months")
        ),
        sa.CheckConstraint(
            "free_months BETWEEN 0 AND 60", name=op.f("ck_promo_codes_free_months")
        ),
        sa.CheckConstraint(
            "cap IS NULL OR taken <= cap", name=op.f("ck_promo_codes_cap")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_promo_codes_taken")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["persons.id"],
            name=op.f("fk_promo_codes_created_by_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promo_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_promo_codes_code")),
        sqlite_strict=True,
    )


def _tariffs() -> None:
    op.create_table(
        "tariffs",
        sa.Column("id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("months", Int, nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("promo_code_id", Int, nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('trial', 'free', 'agreed')", name=op.f("ck_tariffs_kind")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_tariffs_ends_at")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_tariffs_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["promo_code_id"],
            ["promo_codes.id"],
            name=op.f("fk_tariffs_promo_code_id_promo_codes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariffs")),
        sqlite_strict=True,
    )
    op.create_index("ix_tariffs_business_id_id", "tariffs", ["business_id", "id"])


def _sample_members() -> None:
    op.create_table(
        "sample_members",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_sample_members_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_sample_members_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_members")),
        sa.UniqueConstraint(
            "business_id",
            "member_id",
            name=op.f("uq_sample_members_business_id_member_id"),
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in (
        "sample_members",
        "tariffs",
        "promo_codes",
        "registrations",
        "applications",
    ):
        op.drop_table(table)
