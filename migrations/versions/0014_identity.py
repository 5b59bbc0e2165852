"""Who is whose card: merges, contacts, lost cards, PINs, signed papers."""

import sqlalchemy as sa
from alembic import op

from app.core.types import Instant, Int, Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_certificates",
        sa.Column("id", Int, nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_certificates")),
        sqlite_strict=True,
    )
    op.create_table(
        "person_contacts",
        sa.Column("id", Int, nullable=False),
        sa.Column("person_id", Int, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_person_contacts_channel")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
            name=op.f("fk_person_contacts_person_id_persons"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_contacts")),
        sa.UniqueConstraint(
            "channel", "address", name=op.f("uq_person_contacts_channel_address")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_person_contacts_person_id", "person_contacts", ["person_id"], unique=False
    )
    op.create_table(
        "contact_changes",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("before_person_id", Int, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("old_address", sa.Text(), nullable=False),
        sa.Column("new_address", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("holds_until", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_contact_changes_channel")
        ),
        sa.ForeignKeyConstraint(
            ["before_person_id"],
            ["persons.id"],
            name=op.f("fk_contact_changes_before_person_id_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_contact_changes_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_contact_changes_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_contact_changes_business_id_member_id",
        "contact_changes",
        ["business_id", "member_id", "id"],
        unique=False,
    )
    op.create_table(
        "merges",
        sa.Column("id", Int, nullable=False),
        sa.Column("source_member_id", Int, nullable=False),
        sa.Column("target_member_id", Int, nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("moved", Json(), nullable=False),
        sa.Column("merged_at", Instant(), nullable=False),
        sa.Column("undo_until", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "proof IN ('contacts', 'manager')", name=op.f("ck_merges_proof")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_merges_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["source_member_id"],
            ["members.id"],
            name=op.f("fk_merges_source_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["target_member_id"],
            ["members.id"],
            name=op.f("fk_merges_target_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_merges_business_id_target_member_id",
        "merges",
        ["business_id", "target_member_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_merges_source_member_id",
        "merges",
        ["business_id", "source_member_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "signed_papers",
        sa.Column("id", Int, nullable=False),
        sa.Column("member_id", Int, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.CheckConstraint(
            "kind IN ('join', 'lost', 'pin', 'erasure', 'export', 'contact')",
            name=op.f("ck_signed_papers_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_signed_papers_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_signed_papers_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_papers")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_signed_papers_business_id_member_id",
        "signed_papers",
        ["business_id", "member_id", "id"],
        unique=False,
    )
    op.create_table(
        "card_pins",
        sa.Column("id", Int, nullable=False),
        sa.Column("card_id", Int, nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", Int, nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("business_id", Int, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["businesses.id"],
            name=op.f("fk_card_pins_business_id_businesses"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_card_pins_card_id_cards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_pins")),
        sa.UniqueConstraint(
            "business_id", "card_id", name=op.f("uq_card_pins_business_id_card_id")
        ),
        sqlite_strict=True,
    )
    op.add_column("card_numbers", sa.Column("claimed_by_id", Int, nullable=True))
    op.add_column("cards", sa.Column("pass_key", Int, nullable=True))
    op.add_column("cards", sa.Column("lost_at", Instant(), nullable=True))
    op.add_column("cards", sa.Column("trusted_from", Instant(), nullable=True))
    op.add_column("members", sa.Column("joined_into_id", Int, nullable=True))


def downgrade() -> None:
    op.drop_column("members", "joined_into_id")
    op.drop_column("cards", "trusted_from")
    op.drop_column("cards", "lost_at")
    op.drop_column("cards", "pass_key")
    op.drop_column("card_numbers", "claimed_by_id")
    op.drop_table("card_pins")
    op.drop_table("signed_papers")
    op.drop_table("merges")
    op.drop_table("contact_changes")
    op.drop_table("person_contacts")
    op.drop_table("erasure_certificates")
