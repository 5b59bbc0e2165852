"""The team: limits, invitations, passkeys and other second factors."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("role_since", Instant(), nullable=True))
    op.add_column(
        "login_sessions", sa.Column("second_factor_at", Instant(), nullable=True)
    )
    op.create_index(
        "ix_audit_entries_business_id_happened_at",
        "audit_entries",
        ["business_id", "happened_at", "id"],
    )
    _limit("staff_groups", "group_id", "groups")
    _limit("staff_outlets", "outlet_id", "outlets")
    _invitations()
    _passkeys()
    _spare_ways()


def _limit(table: str, column: str, target: str) -> None:
    op.create_table(
        table,
        sa.Column("id", Int, nullable=False),
        sa.Column("staff_id", Int, nullable=False),
        sa.Column(column, Int, nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f(f"fk_{table}_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "business_id",
            "staff_id",
            column,
            name=op.f(f"uq_{table}_business_id_staff_id_{column}"),
        ),
        sqlite_strict=True,
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", Int, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("groups", Json(), nullable=False),
        sa.Column("outlets", Json(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("invited_by", Int, nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'administrator', 'moderator', 'cashier')",
            name=op.f("ck_invitations_role"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_invitations_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["staff.id"], name=op.f("fk_invitations_invited_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "business_id", "email", name=op.f("uq_invitations_business_id_email")
        ),
        sqlite_strict=True,
    )


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", Int, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_passkeys_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkeys_credential")),
        sqlite_strict=True,
    )
    op.create_index("ix_passkeys_person_id", "passkeys", ["person_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("id", Int, nullable=False),
        sa.Column("ceremony", sa.Text(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("session_nonce", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "ceremony IN ('add', 'use')", name=op.f("ck_passkey_challenges_ceremony")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenges")),
        sqlite_strict=True,
    )


def _spare_ways() -> None:
    op.create_table(
        "authenticators",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("last_step", Int, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name=op.f("fk_authenticators_person_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticators")),
        sa.UniqueConstraint("person_id", name=op.f("uq_authenticators_person_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name=op.f("fk_recovery_codes_person_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint(
            "person_id", "digest", name=op.f("uq_recovery_codes_person_id_digest")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    for table in (
        "recovery_codes",
        "authenticators",
        "passkey_challenges",
        "passkeys",
        "invitations",
        "staff_outlets",
        "staff_groups",
    ):
        op.drop_table(table)
    op.drop_index(
        "ix_audit_entries_business_id_happened_at", table_name="audit_entries"
    )
    op.drop_column("login_sessions", "second_factor_at")
    op.drop_column("staff", "role_since")
